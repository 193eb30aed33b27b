import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { parseOptions } from '../options.ts';
import { definePreset, type Preset, type PresetName, sketchPresets } from './presets.ts';
import { type Taker, takerSchema } from './taker.ts';

const sidePx = z.int().min(16).max(16_384);

export const sketchSchema = z.strictObject({
  for: takerSchema,
  size: z.strictObject({ widthPx: sidePx, heightPx: sidePx }).optional(),
  text: z.enum(['keep', 'mask', 'ignore']),
  workingPx: z.int().min(64).max(8192).default(1536),
});

export interface SketchOptions {
  /** The offer of the model that it is for, or as much of it as matters: sizes, types, limits. */
  readonly for: Taker;
  /** One of ours by name, or your own; `paper` unless given. */
  readonly preset?: PresetName | Preset | undefined;
  /** The size that will be asked of the model, where that is known. */
  readonly size?: { readonly widthPx: number; readonly heightPx: number } | undefined;
  /** Text that is found: `keep` spares it from what changes the drawing, `mask` covers it; as the preset says unless given. */
  readonly text?: 'keep' | 'mask' | 'ignore' | undefined;
  /** The longer side at which is worked, at most; 1536 unless given. */
  readonly workingPx?: number | undefined;
}

/** @throws ForecourtError `UNKNOWN_SETTING`, `INVALID_INPUT` */
export function parseSketchOptions({
  preset: given = 'paper',
  text,
  ...rest
}: SketchOptions): z.output<typeof sketchSchema> & { readonly preset: Preset } {
  const preset = presetOf(given);
  return { ...parseOptions(sketchSchema, { ...rest, text: text ?? preset.text ?? 'keep' }, 'preparing a sketch'), preset };
}

function presetOf(given: PresetName | Preset): Preset {
  if (typeof given !== 'string') return definePreset(given);
  if (Object.hasOwn(sketchPresets, given)) return sketchPresets[given];
  throw new ForecourtError('UNKNOWN_SETTING', `There is no preset "${given}" for sketches.`, {
    hint: `Known presets: ${Object.keys(sketchPresets).join(', ')}.`,
  });
}
