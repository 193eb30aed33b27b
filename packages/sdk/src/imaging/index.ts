export { removeStaleTemporaries } from '../files/index.ts';
export type { Rgb } from './colour.ts';
export type { DecodedImage, DecodeOptions, OpenedImage } from './decode/open.ts';
export { decodeImage, openImage } from './decode/open.ts';
export type { Resized, ResizeRequest } from './decode/resized.ts';
export { encodeImage } from './encode/encode.ts';
export { type EncodeOptions, encodeOptionsSchema, type OutputFormat, outputFormats } from './encode/options.ts';
export type { Fetch } from './files/fetched.ts';
export { fromImageData, type ImageDataLike, toImageData } from './files/image-data.ts';
export { type ImageInput, type ReadInputOptions, type ReadOptions, readImageFile, readImageInput } from './files/read.ts';
export { checkPlace, type WriteOptions, writeImageFile } from './files/write.ts';
export { type ColourModel, type ImageInfo, type ImageType, imageTypes, type Orientation, readableTypes } from './inspect/info.ts';
export { inspectImage } from './inspect/inspect.ts';
export { type ResizeKernel, resizeKernels } from './kernels.ts';
export { type ImageLimits, type ImageLimitsInput, imageLimitsSchema } from './limits.ts';
export { applyOperations, type OperationStep } from './operations/apply.ts';
export { createOperationCache } from './operations/cache.ts';
export { type Chain, createChain, type OperationTable, type StepOf } from './operations/chain.ts';
export {
  defineOperation,
  type Operation,
  type OperationCache,
  type OperationContext,
  type OperationDefinition,
  type Picture,
} from './operations/operation.ts';
export { type OperationName, operations } from './operations/table.ts';
export { measurePalette, type PaletteColour } from './palette/palette.ts';
export { prepareSketch } from './sketch/in-node.ts';
export type { SketchOptions } from './sketch/options.ts';
export type { PreparedSketch, SketchWarning } from './sketch/prepare.ts';
export { definePreset, type Preset, type PresetName, type PresetStep, type SketchStep, sketchPresets } from './sketch/presets.ts';
export type { Taker } from './sketch/taker.ts';
export { findText, type TextRegion } from './text/find-text.ts';
export type { ImageWarning, WarningCode } from './warnings.ts';
