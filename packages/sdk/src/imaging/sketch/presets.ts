import { createChain, type StepOf } from '../operations/chain.ts';
import { sizeKeepingOperations } from '../operations/pure-table.ts';
import type { operations } from '../operations/table.ts';

/** A step of a sketch's way: one of ours. */
export type SketchStep = StepOf<typeof operations>;
/** A step of a preset: sizes are left to the fitting that follows. */
export type PresetStep = StepOf<typeof sizeKeepingOperations>;

/** A chain under a name. */
export interface Preset {
  readonly name: string;
  /** What it is for, in words for people. */
  readonly title: string;
  /** What makes the sheet clean: text is looked for in the result. */
  readonly clean: readonly PresetStep[];
  /** What changes the drawing. Text that is kept does not go through it. */
  readonly draw: readonly PresetStep[];
  /** What becomes of text unless the call says otherwise; `keep` where this is left out. */
  readonly text?: 'keep' | 'mask' | 'ignore' | undefined;
}

const chain = createChain(sizeKeepingOperations);

/**
 * Checks a preset of your own.
 *
 * @throws ForecourtError `UNKNOWN_SETTING`, `INVALID_INPUT`
 * @example
 * const poster = definePreset({
 *   name: 'poster',
 *   title: 'Few colours and bold lines',
 *   clean: [{ operation: 'clean-background' }],
 *   draw: [{ operation: 'palette', count: 4 }, { operation: 'lines', changePx: 2 }],
 * });
 */
export function definePreset(preset: Preset): Preset {
  chain.check([...preset.clean, ...preset.draw]);
  return preset;
}

/** Presets for what people bring. */
export const sketchPresets = {
  paper: definePreset({
    name: 'paper',
    title: 'A drawing on paper, photographed or scanned',
    clean: [{ operation: 'clean-background' }],
    draw: [],
  }),
  lines: definePreset({
    name: 'lines',
    title: 'The same with lines of one width: for models that are led by lines',
    clean: [{ operation: 'clean-background' }],
    draw: [{ operation: 'lines', widthPx: 3 }],
  }),
  colours: definePreset({
    name: 'colours',
    title: 'The same with a few flat colours',
    clean: [{ operation: 'clean-background' }],
    draw: [{ operation: 'palette', count: 8 }],
  }),
  screen: definePreset({
    name: 'screen',
    title: 'Drawn on a screen',
    clean: [{ operation: 'flatten' }, { operation: 'contrast', clipShare: 0 }],
    draw: [],
  }),
  edges: definePreset({
    name: 'edges',
    title: 'A photo, made into a drawing of its edges',
    clean: [{ operation: 'flatten' }, { operation: 'contrast' }],
    draw: [{ operation: 'edges' }],
    // Letters of a photo would stand in its drawing as pieces of the photo.
    text: 'ignore',
  }),
  plain: definePreset({ name: 'plain', title: 'As it is', clean: [], draw: [] }),
} as const satisfies { readonly [Name in string]: Preset };

/** Name of one of our presets. */
export type PresetName = keyof typeof sketchPresets;
