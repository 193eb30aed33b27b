import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TinyModelOptions, temporaryFolder, tinyModel } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { type ModelManifestInput, modelManifestSchema } from './models/manifest.ts';
import { loadSegmenter } from './session.ts';

const sidePx = 32;

/** The left half red, the right half grey. */
const halves = {
  data: Uint8Array.from(
    { length: 3 * sidePx * sidePx },
    (_, i) => (Math.floor(i / 3) % sidePx < sidePx / 2 ? [230, 20, 20][i % 3] : 130) ?? 0,
  ),
  widthPx: sidePx,
  heightPx: sidePx,
  channels: 3 as const,
};

interface Changes {
  readonly input?: Partial<ModelManifestInput['input']>;
  readonly output?: ModelManifestInput['output'];
}

/** Loads the tiny model under a changed manifest and gives a pixel of the left half and one of the right. */
async function leftAndRight(options: TinyModelOptions, changes: Changes = {}): Promise<number[]> {
  await using folder = await temporaryFolder();
  const { bytes, manifest } = tinyModel({ sidePx, ...options });
  const path = join(folder.path, 'model.onnx');
  await writeFile(path, bytes);
  const changed = modelManifestSchema.parse({
    ...manifest,
    input: { ...manifest.input, ...changes.input },
    output: { ...manifest.output, ...changes.output },
  });
  const segmenter = await loadSegmenter(path, changed, 1);
  try {
    const { mask } = await segmenter.segment(halves);
    expect([mask.widthPx, mask.heightPx, mask.data.length]).toEqual([sidePx, sidePx, sidePx * sidePx]);
    return [mask.data[0] ?? -1, mask.data[sidePx - 1] ?? -1];
  } finally {
    await segmenter.release();
  }
}

describe('a session', () => {
  it.each<[string, TinyModelOptions]>([
    ['planar input', { layout: 'NCHW' }],
    ['interleaved input', { layout: 'NHWC' }],
    ['logits and a sigmoid of ours', { logits: true }],
    ['two channels of which the second is the car', { channels: 2 }],
  ])('finds the red half with %s', async (_title, options) => {
    expect(await leftAndRight(options)).toEqual([255, 0]);
  });

  it('takes the channel and the polarity that the manifest names', async () => {
    expect(await leftAndRight({ channels: 2 }, { output: { channel: 0 } })).toEqual([0, 255]);
    expect(await leftAndRight({ channels: 2 }, { output: { channel: 0, polarity: 'background' } })).toEqual([255, 0]);
  });

  it('takes the output that the manifest names, and the first where it names none', async () => {
    expect(await leftAndRight({ sideOutputs: 1 }, { output: { name: 'mask' } })).toEqual([255, 0]);
    const [, side = 0] = await leftAndRight({ sideOutputs: 1 }, { output: { name: 'side-1', normalisation: 'none' } });
    // The side output has half the slope, so grey is not quite nothing there.
    expect(side).toBeGreaterThan(0);
  });

  it.each<[string, TinyModelOptions, Changes, string]>([
    ['an input of another name', {}, { input: { name: 'image' } }, 'it has no input image but picture'],
    ['an output of another name', { sideOutputs: 1 }, { output: { name: 'matte' } }, 'it has no output matte but mask, side-1'],
    ['a channel that is not there', { channels: 2 }, { output: { channel: 2 } }, '1 × 2 × 32 × 32, which has no channel 2'],
    ['channels first where they are last', { outputLayout: 'NHWC' }, {}, '1 × 32 × 32 × 1, which does not cover 32 × 32 px'],
    ['another input size', {}, { input: { widthPx: 64, heightPx: 64 } }, 'tiny could not compute'],
    ['another layout', {}, { input: { layout: 'NHWC' } }, 'tiny could not compute'],
    ['the wrong proportions', { sidePx: 64 }, { input: { widthPx: 64, heightPx: 32 } }, 'tiny could not compute'],
  ])('refuses a manifest that claims %s with MODEL_INVALID', async (_title, options, changes, message) => {
    await expect(leftAndRight(options, changes)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining(message),
    });
  });

  it('refuses what is no model, and half of one, with MODEL_INVALID', async () => {
    await using folder = await temporaryFolder();
    const { bytes, manifest } = tinyModel();
    const parsed = modelManifestSchema.parse(manifest);
    for (const content of [Buffer.from('no model'), bytes.subarray(0, bytes.byteLength / 2), Buffer.alloc(0)]) {
      const path = join(folder.path, 'model.onnx');
      await writeFile(path, content);
      await expect(loadSegmenter(path, parsed, undefined)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    }
  });
});
