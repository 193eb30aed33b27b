export type { Rgb } from '../colour.ts';
export { fromImageData, type ImageDataLike, toImageData } from '../files/image-data.ts';
export { createOperationCache } from '../operations/cache.ts';
export { type Chain, createChain, type OperationTable, type StepOf } from '../operations/chain.ts';
export {
  defineOperation,
  type Operation,
  type OperationCache,
  type OperationContext,
  type OperationDefinition,
  type Picture,
} from '../operations/operation.ts';
export { measurePalette, type PaletteColour } from '../palette/palette.ts';
export type { SketchOptions } from '../sketch/options.ts';
export type { PreparedSketch, SketchWarning } from '../sketch/prepare.ts';
export { definePreset, type Preset, type PresetName, type PresetStep, type SketchStep, sketchPresets } from '../sketch/presets.ts';
export type { Taker } from '../sketch/taker.ts';
export { findText, type TextRegion } from '../text/find-text.ts';
export { type BrowserImageInput, type BrowserReadOptions, decodeInBrowser } from './decode.ts';
export { encodeInBrowser } from './encode.ts';
export { applyOperations, operations, prepareSketch } from './studio.ts';
