export { catalogue, defaultModel } from './catalogue.ts';
export {
  type AddModelOptions,
  addModel,
  describeModel,
  listModels,
  type ModelPlaces,
  type ModelState,
  type ModelVerification,
  verifyModel,
} from './manage.ts';
export { type ModelManifest, type ModelManifestInput, modelManifestSchema, parseManifest } from './manifest.ts';
export { templates as modelTemplates } from './templates.ts';
