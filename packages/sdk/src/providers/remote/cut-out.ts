import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import type { HostItem, HostJobWish } from '../../contract/index.ts';
import {
  decodeImage,
  encodeImage,
  type ImageLimitsInput,
  inspectImage,
  openImage,
  readImageInput,
  writeImageFile,
} from '../../imaging/index.ts';
import { composeFrom, finish, previewOf } from '../cutout/finish.ts';
import { checkCutoutRequest, pathOf } from '../cutout/request.ts';
import type { Cutout, CutoutFormat, Progress, RemoveBackgroundRequest } from '../provider.ts';
import { jobKeyOf } from './job-key.ts';
import { type HostResult, type HostWork, largestResultBytes } from './on-host.ts';
import type { RemoteScript } from './options.ts';

export interface CutOut {
  readonly name: string;
  readonly model: string;
  readonly script: RemoteScript | undefined;
  readonly timeLimitMs: number;
  readonly limits: ImageLimitsInput | undefined;
  readonly correlationId: string | undefined;
  readonly signal: AbortSignal;
  tell(progress: Progress): void;
  /** Has it done by a host, whichever. */
  perform(work: Pick<HostWork, 'key' | 'wish' | 'photo'>): Promise<HostResult>;
}

/** What is sent to a script is looked at by a machine: a little beyond what one sees. */
const sentQuality = 95;

/** Cuts a car out of a photo on a host. */
export async function cutOut(request: RemoveBackgroundRequest, call: CutOut): Promise<Cutout> {
  const { signal, limits, tell, script, timeLimitMs, correlationId, name, model } = call;
  const { image, format = 'png', background, quality, careful = false, previewWidthPx } = checkCutoutRequest(request);
  const startedAt = performance.now();
  tell({ stage: 'queued', share: 0 });
  const bytes = await readImageInput(image, { limits, signal });
  const info = inspectImage(bytes, limits);
  const sent = script ? await uprightJpeg(bytes, { limits, signal }) : { bytes, type: info.type };
  const digest = sha256(sent.bytes);
  const file = { sha256: digest, bytes: sent.bytes.byteLength, name: `${digest.slice(0, 16)}.${sent.type}` };
  const wish: HostJobWish = {
    operation: 'removeBackground',
    inputs: [file],
    parameters: script ? { ...script.parameters } : engineParameters({ format, background, quality, careful }),
    script: script ? { name: script.name, version: script.version, sha256: script.sha256 } : null,
    timeLimitMs,
    ...(correlationId !== undefined && { correlationId: correlationId.slice(0, 120) }),
  };
  const { item, bytes: given } = await call.perform({ key: jobKeyOf(wish), wish, photo: { bytes: sent.bytes, name: file.name } });
  tell({ stage: 'report', share: 0.93 });
  const made = await (item.report && !script
    ? taken(given, { ...item, report: item.report }, { format, info, background, previewWidthPx, signal })
    : assessed(bytes, given, { format, background, quality, previewWidthPx, signal, limits }));
  tell({ stage: 'encode', share: 1 });
  return {
    input: {
      sha256: sha256(bytes),
      bytes: bytes.byteLength,
      widthPx: info.widthPx,
      heightPx: info.heightPx,
      type: info.type,
      ...pathOf(image),
    },
    output: { sha256: sha256(made.bytes), bytes: made.bytes.byteLength, format },
    provider: name,
    model: item.model ?? model,
    costUsd: 0,
    timings: {
      ...{ decodeMs: 0, inferenceMs: 0, refineMs: 0, reportMs: 0, encodeMs: 0 },
      ...item.timings,
      ...made.timings,
      totalMs: performance.now() - startedAt,
    },
    warnings: [...item.warnings],
    report: made.report,
    preview: made.preview,
    bytes: made.bytes,
    save: (path) => writeImageFile(path, made.bytes, { sources: Object.values(pathOf(image)) }),
  };
}

function engineParameters(wanted: Readonly<Record<string, string | number | boolean | undefined>>): NonNullable<HostJobWish['parameters']> {
  const present = Object.entries(wanted).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined);
  return Object.fromEntries(present);
}

/** As every tool reads it: turned upright, in sRGB, no HEIC. */
async function uprightJpeg(bytes: Uint8Array, options: { limits: ImageLimitsInput | undefined; signal: AbortSignal }) {
  const opened = await openImage(bytes, options);
  return { bytes: await encodeImage(opened.pixels(), { format: 'jpeg', quality: sentQuality }, options), type: 'jpg' };
}

interface Taking {
  readonly format: CutoutFormat;
  readonly info: { readonly widthPx: number; readonly heightPx: number };
  readonly background: string | undefined;
  readonly previewWidthPx: number | undefined;
  readonly signal: AbortSignal;
}

/** The cutout of an agent's engine as it came, after it was decoded; the engine's own report is kept. */
async function taken<Item extends HostItem>(
  bytes: Uint8Array,
  { report }: Item & { report: NonNullable<HostItem['report']> },
  wanted: Taking,
) {
  const { format, info, signal } = wanted;
  const image = await decoded(bytes, signal);
  const { type, widthPx, heightPx } = image.info;
  if (type !== format || widthPx !== info.widthPx || heightPx !== info.heightPx) {
    throw invalid(
      `The host gave ${type} of ${widthPx} × ${heightPx} px where ${format} of ${info.widthPx} × ${info.heightPx} px was asked for.`,
    );
  }
  return { bytes, report, preview: await previewOf(image.pixels, wanted), timings: {} };
}

type Assessing = Omit<Taking, 'info'> & { readonly quality: number | undefined; readonly limits: ImageLimitsInput | undefined };

/** The cutout of a script: its opacity on the photo's own colours, scored here. */
async function assessed(photoBytes: Uint8Array, bytes: Uint8Array, wanted: Assessing) {
  const { signal, limits } = wanted;
  const [opened, image] = await Promise.all([openImage(photoBytes, { limits, signal }), decoded(bytes, signal)]);
  const photo = opened.pixels();
  const startedAt = performance.now();
  const cutout = composeFrom('The script', photo, image);
  const refineMs = performance.now() - startedAt;
  const { reportMs, encodeMs, ...made } = await finish(photo, cutout, wanted);
  return { ...made, timings: { refineMs, reportMs, encodeMs } };
}

async function decoded(bytes: Uint8Array, signal: AbortSignal) {
  const limits = { bytes: largestResultBytes, minSidePx: 1 };
  const image = await decodeImage(bytes, { signal, limits }).catch((error: unknown) => {
    if (signal.aborted || (ForecourtError.is(error) && error.code === 'DEPENDENCY_MISSING')) throw error;
    throw invalid(`The host gave something else than a picture: ${ForecourtError.from(error).message}`, error);
  });
  const damage = image.warnings.find(({ code }) => code === 'END_MISSING' || code === 'DATA_DAMAGED');
  if (damage) throw invalid(damage.message);
  return image;
}

function invalid(text: string, cause?: unknown): ForecourtError {
  return new ForecourtError('PROVIDER_ANSWER_INVALID', text, { ...(cause !== undefined && { cause }) });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
