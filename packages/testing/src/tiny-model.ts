import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cast, type ElementType, model, node, type OnnxTensor, valueInfo } from './onnx.ts';

export interface TinyModelOptions {
  /** Name in the manifest; `tiny` where left out. */
  readonly name?: string;
  /** Side of its square input and output. */
  readonly sidePx?: number;
  /** Compute in half precision between two casts, as published models do. */
  readonly half?: boolean;
  /** Further outputs after the mask that nobody reads, each with a weight of its own. */
  readonly sideOutputs?: number;
  readonly layout?: 'NCHW' | 'NHWC';
  /** Outputs logits and says `sigmoid` in the manifest, instead of doing it itself. */
  readonly logits?: boolean;
  /** Channels of the output: with two the mask is the second, and the first its inverse. */
  readonly channels?: 1 | 2;
  /** Channels last, which no manifest can describe yet. */
  readonly outputLayout?: 'NCHW' | 'NHWC';
  /** How a constant of halves stands in the file. */
  readonly constantIn?: OnnxTensor['halvesIn'];
  /** Convolutions that cost time and change nothing: about 0.6 GFLOP each at 512 px. */
  readonly idleLayers?: number;
}

/** A manifest as it is written in JSON, with defaults left out. */
export interface TinyManifest {
  readonly name: string;
  readonly title: string;
  readonly file: { readonly sha256: string; readonly bytes: number };
  readonly licence: { readonly spdx: string; readonly commercialUse: boolean; readonly attribution: string };
  readonly input: {
    readonly layout: 'NCHW' | 'NHWC';
    readonly widthPx: number;
    readonly heightPx: number;
    readonly mean: readonly [number, number, number];
    readonly std: readonly [number, number, number];
  };
  readonly output: { readonly channel: number; readonly activation: 'none' | 'sigmoid' };
  readonly transforms: { readonly keepOutputs?: number; readonly widenToFloat32: boolean };
  readonly memoryMb: number;
}

export interface TinyModel {
  /** The weights: an ONNX file of a kilobyte. */
  readonly bytes: Uint8Array;
  readonly manifest: TinyManifest;
}

/** Red minus the mean of green and blue: paint as in `redCarPhoto` gives about 10 before the sigmoid, its ground about −8. */
const weights = [24, -12, -12];
const bias = -8;

/**
 * A segmentation model that takes red for car: a real ONNX file for the real runtime, at next to no cost.
 *
 * @example
 * const { bytes, manifest } = tinyModel({ half: true, sideOutputs: 3 });
 */
export function tinyModel(options: TinyModelOptions = {}): TinyModel {
  const { name = 'tiny', sidePx = 64, half = false, sideOutputs = 0, layout = 'NCHW', logits = false, channels = 1 } = options;
  const bytes = tinyNetwork({ ...options, sidePx, half, sideOutputs, layout, logits, channels });
  const manifest: TinyManifest = {
    name,
    title: `Red is car, ${sidePx} × ${sidePx}`,
    file: { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength },
    licence: { spdx: 'MIT', commercialUse: true, attribution: 'Forecourt’s tests' },
    input: { layout, widthPx: sidePx, heightPx: sidePx, mean: [0, 0, 0], std: [1, 1, 1] },
    output: { channel: channels - 1, activation: logits ? 'sigmoid' : 'none' },
    transforms: { ...(sideOutputs > 0 && { keepOutputs: 1 }), widenToFloat32: half },
    memoryMb: 1,
  };
  return { bytes, manifest };
}

function tinyNetwork(
  options: TinyModelOptions & Required<Pick<TinyModelOptions, 'sidePx' | 'half' | 'sideOutputs' | 'layout'>>,
): Uint8Array {
  const { sidePx, half, sideOutputs, layout, logits = false, channels = 1, constantIn, idleLayers = 0, outputLayout } = options;
  const type: ElementType = half ? 'half' : 'float';
  const tensors: OnnxTensor[] = [];
  const nodes: Uint8Array[] = [];
  const outputShape = outputLayout === 'NHWC' ? [1, sidePx, sidePx, channels] : [1, channels, sidePx, sidePx];
  const outputs = [valueInfo('mask', 'float', outputShape)];

  let picture = 'picture';
  if (layout === 'NHWC') {
    nodes.push(node('Transpose', [picture], ['planar'], [{ name: 'perm', ints: [0, 3, 1, 2] }]));
    picture = 'planar';
  }
  if (half) {
    nodes.push(cast(picture, 'halves', 'half'));
    picture = 'halves';
  }
  /** A convolution of 1 × 1, its result passed on in single precision as one of the graph's outputs. */
  const head = (output: string, factor: number, isLogits: boolean) => {
    const signs = channels === 2 ? [-1, 1] : [1];
    tensors.push(
      {
        name: `${output}.weight`,
        type,
        dims: [channels, 3, 1, 1],
        values: signs.flatMap((sign) => weights.map((weight) => sign * factor * weight)),
      },
      { name: `${output}.bias`, type, dims: [channels], values: signs.map((sign) => sign * factor * bias) },
    );
    nodes.push(node('Conv', [picture, `${output}.weight`, `${output}.bias`], [`${output}.conv`]));
    let last = `${output}.conv`;
    const then = (next: string, made: Uint8Array) => {
      nodes.push(made);
      last = next;
    };
    if (output === 'mask' && constantIn !== undefined) {
      const value: OnnxTensor = { type, dims: [2], values: [0.5, 0.25], halvesIn: constantIn };
      nodes.push(node('Constant', [], ['constant'], [{ name: 'value', tensor: value }]));
      nodes.push(node('ReduceSum', ['constant'], ['factor'], [{ name: 'keepdims', int: 0 }]));
      then('mask.scaled', node('Mul', [last, 'factor'], ['mask.scaled']));
    }
    if (output === 'mask' && idleLayers > 0) then('mask.idle', node('Add', [last, idle(idleLayers)], ['mask.idle']));
    if (!isLogits) then(`${output}.share`, node('Sigmoid', [last], [`${output}.share`]));
    if (outputLayout === 'NHWC') {
      then(`${output}.turned`, node('Transpose', [last], [`${output}.turned`], [{ name: 'perm', ints: [0, 2, 3, 1] }]));
    }
    nodes.push(half ? cast(last, output, 'float') : node('Identity', [last], [output]));
  };
  /** A chain of convolutions whose result is multiplied with zero, which no optimiser may drop: it might be infinite. */
  const idle = (layers: number): string => {
    const width = 8;
    const share = 1 / (9 * width);
    tensors.push({ name: 'idle.in', type, dims: [width, 3, 1, 1], values: new Array<number>(width * 3).fill(0.1) });
    tensors.push({ name: 'idle.weight', type, dims: [width, width, 3, 3], values: new Array<number>(width * width * 9).fill(share) });
    tensors.push({ name: 'idle.out', type, dims: [channels, width, 1, 1], values: new Array<number>(channels * width).fill(share) });
    tensors.push({ name: 'idle.zero', type, dims: [1], values: [0] });
    nodes.push(node('Conv', [picture, 'idle.in'], ['idle.0']));
    for (let layer = 0; layer < layers; layer++) {
      nodes.push(node('Conv', [`idle.${layer}`, 'idle.weight'], [`idle.${layer + 1}`], [{ name: 'pads', ints: [1, 1, 1, 1] }]));
    }
    nodes.push(node('Conv', [`idle.${layers}`, 'idle.out'], ['idle.end']), node('Mul', ['idle.end', 'idle.zero'], ['idle.nothing']));
    return 'idle.nothing';
  };

  head('mask', 1, logits);
  for (let index = 1; index <= sideOutputs; index++) {
    head(`side-${index}`, 1 / (index + 1), logits);
    outputs.push(valueInfo(`side-${index}`, 'float', outputShape));
  }
  const inputShape = layout === 'NCHW' ? [1, 3, sidePx, sidePx] : [1, sidePx, sidePx, 3];
  return model({ nodes, weights: tensors, inputs: [valueInfo('picture', 'float', inputShape)], outputs });
}

export interface InstalledTinyModel {
  readonly model: string;
  readonly dataDir: string;
  readonly cacheDir: string;
}

/**
 * Installs a tiny model as `forecourt models add` would: `<folder>/data/models/<name>/` gets its manifest and its weights.
 *
 * @param changes to the manifest, at its top.
 * @example
 * await using engine = createEngine(await installTinyModel(folder));
 */
export async function installTinyModel(
  folder: string,
  options: TinyModelOptions = {},
  changes: Readonly<Record<string, unknown>> = {},
): Promise<InstalledTinyModel> {
  const { bytes, manifest } = tinyModel(options);
  const dataDir = join(folder, 'data');
  const place = join(dataDir, 'models', manifest.name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'manifest.json'), `${JSON.stringify({ ...manifest, ...changes }, undefined, 2)}\n`);
  await writeFile(join(place, `${manifest.file.sha256}.onnx`), bytes);
  return { model: manifest.name, dataDir, cacheDir: join(folder, 'cache') };
}
