export { repositoryFolder, type SharedPlace, samplesFolder, sharedPlace } from './folders.ts';
export { redCarPhoto } from './red-car-photo.ts';
export { type SmallDisk, smallDisk, smallDisks } from './small-disk.ts';
export { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';
export {
  type InstalledTinyModel,
  installTinyModel,
  type TinyManifest,
  type TinyModel,
  type TinyModelOptions,
  tinyModel,
} from './tiny-model.ts';
