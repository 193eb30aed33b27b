import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModelManifestInput, modelManifestSchema } from './models/manifest.ts';
import { toMask, toTensor } from './tensor.ts';

const base: ModelManifestInput = {
  name: 'any',
  title: 'Any',
  file: { sha256: '0'.repeat(64), bytes: 1 },
  licence: { spdx: 'MIT', commercialUse: true, attribution: 'Nobody' },
  input: { widthPx: 32, heightPx: 32, mean: [0, 0, 0], std: [1, 1, 1] },
  output: {},
  memoryMb: 1,
};
const inputOf = (changes: Partial<ModelManifestInput['input']>) =>
  modelManifestSchema.parse({ ...base, input: { ...base.input, ...changes } }).input;
const outputOf = (output: ModelManifestInput['output']) => modelManifestSchema.parse({ ...base, output }).output;

describe('laying a picture out for a model', () => {
  /** Two pixels: (0, 51, 102) and (153, 204, 255), which are fifths of 255. */
  const picture = { data: Uint8Array.of(0, 51, 102, 153, 204, 255), widthPx: 2, heightPx: 1, channels: 3 as const };
  const laidOut = (changes: Partial<ModelManifestInput['input']>) =>
    [...toTensor(picture, inputOf(changes), new Float32Array(6))].map((value) => Math.round(value * 1000) / 1000);

  it('is planar for NCHW and interleaved for NHWC', () => {
    expect(laidOut({ layout: 'NCHW' })).toEqual([0, 0.6, 0.2, 0.8, 0.4, 1]);
    expect(laidOut({ layout: 'NHWC' })).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  it('turns the channels round for BGR', () => {
    expect(laidOut({ layout: 'NCHW', channelOrder: 'BGR' })).toEqual([0.4, 1, 0.2, 0.8, 0, 0.6]);
    expect(laidOut({ layout: 'NHWC', channelOrder: 'BGR' })).toEqual([0.4, 0.2, 0, 1, 0.8, 0.6]);
  });

  it('takes mean and deviation as those of red, green and blue, also for BGR', () => {
    const changes = { mean: [0.5, 0.2, 0], std: [0.5, 0.2, 2] } satisfies Partial<ModelManifestInput['input']>;
    expect(laidOut(changes)).toEqual([-1, 0.2, 0, 3, 0.2, 0.5]);
    expect(laidOut({ ...changes, channelOrder: 'BGR' })).toEqual([0.2, 0.5, 0, 3, -1, 0.2]);
  });

  it('scales pixels as the manifest says', () => {
    expect(laidOut({ scale: 1 })).toEqual([0, 153, 51, 204, 102, 255]);
  });

  it('overwrites all of the buffer that is kept between pictures', () => {
    const kept = new Float32Array(6).fill(Number.NaN);
    expect(toTensor(picture, inputOf({}), kept)).toBe(kept);
    expect([...kept].some(Number.isNaN)).toBe(false);
  });
});

describe('reading a mask out of a model', () => {
  const masked = (values: readonly number[], output: ModelManifestInput['output']) => [
    ...toMask(Float32Array.from(values), values.length, 1, outputOf(output)).data,
  ];

  it('takes 0 to 1 for 0 to 255 and bounds what lies outside', () => {
    expect(masked([-3, 0, 0.2, 0.5, 1, 7], {})).toEqual([0, 0, 51, 128, 255, 255]);
  });

  it('applies a sigmoid to logits', () => {
    expect(masked([-100, 0, 100, Math.log(4)], { activation: 'sigmoid' })).toEqual([0, 128, 255, 204]);
  });

  it('inverts where the model marks the background', () => {
    expect(masked([0, 0.2, 1], { polarity: 'background' })).toEqual([255, 204, 0]);
  });

  it('stretches to the whole range where the manifest asks for it, after the activation', () => {
    expect(masked([2, 4, 6], { normalisation: 'min-max' })).toEqual([0, 128, 255]);
    expect(masked([-1, 0, 1], { normalisation: 'min-max', activation: 'sigmoid' })).toEqual([0, 128, 255]);
  });

  it('leaves a flat mask as it is, so that noise does not become a car', () => {
    expect(masked([0.01, 0.02, 0.03], { normalisation: 'min-max' })).toEqual([3, 5, 8]);
    expect(masked([0.98, 0.99, 1], { normalisation: 'min-max' })).toEqual([250, 252, 255]);
    expect(masked([0.4, 0.4, 0.4], { normalisation: 'min-max' })).toEqual([102, 102, 102]);
  });

  it('makes nothing of what is no number', () => {
    expect(masked([Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], {})).toEqual([0, 0, 255]);
  });

  it('never turns the order of two values round', () => {
    const output = fc.record({
      activation: fc.constantFrom('none' as const, 'sigmoid' as const),
      normalisation: fc.constantFrom('none' as const, 'min-max' as const),
    });
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 20 }),
        output,
        (values, shape) => {
          const sorted = [...Float32Array.from(values).toSorted()];
          const mask = masked(sorted, shape);
          expect(mask.every((value, i) => value >= (mask[i - 1] ?? 0))).toBe(true);
          expect(masked(sorted, { ...shape, polarity: 'background' })).toEqual(mask.map((value) => 255 - value));
        },
      ),
    );
  });
});
