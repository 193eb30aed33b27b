export { type CallOptions, createEngine, type Engine, type EngineOptions, engineOptionsSchema } from './engine.ts';
export {
  type AddModelOptions,
  addModel,
  catalogue,
  defaultModel,
  describeModel,
  listModels,
  type ModelManifest,
  type ModelManifestInput,
  type ModelPlaces,
  type ModelState,
  type ModelVerification,
  modelManifestSchema,
  modelTemplates,
  parseManifest,
  verifyModel,
} from './models/index.ts';
export { type CutoutOptions, type CutoutOptionsInput, cutoutOptionsSchema } from './options.ts';
export type { AssessResult, CutoutResult, InputFacts, Preview, Stage, Timings } from './protocol.ts';
