import type { ErrorJson } from '@forecourt/errors';
import type { PhotoReport, Report, RgbaPixels } from '@forecourt/quality';
import type { ImageInfo, ImageLimitsInput, ImageWarning } from '../imaging/index.ts';
import type { CutoutOptions } from './options.ts';

/** What the engine's thread is given when it starts. */
export interface WorkerSettings {
  readonly model: string;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly threads: number | undefined;
  readonly givesWay: boolean;
  readonly limits: ImageLimitsInput | undefined;
}

/** Where the thread gets a picture: it reads files itself, so that their bytes never pass through the main thread. */
export type Source = { readonly path: string } | { readonly bytes: Uint8Array };

export type Request =
  | {
      readonly kind: 'cutout';
      readonly id: number;
      readonly photo: Source;
      readonly options: CutoutOptions;
      readonly cancelled: SharedArrayBuffer;
    }
  | {
      readonly kind: 'assess';
      readonly id: number;
      readonly photo: Source;
      readonly cutout: Source | undefined;
      readonly cancelled: SharedArrayBuffer;
    }
  | { readonly kind: 'warm'; readonly id: number; readonly cancelled: SharedArrayBuffer };

/** Asks the thread to end when what it holds has come to its end. */
export const endOfWork = { kind: 'end' } as const;

export type Stage = 'decode' | 'inference' | 'refine' | 'report' | 'encode';

export type Reply =
  | { readonly kind: 'stage'; readonly id: number; readonly stage: Stage }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorJson };

export interface InputFacts {
  readonly sha256: string;
  readonly bytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly type: ImageInfo['type'];
}

/** Milliseconds spent, by stage; the encoder works beside the report, and `encodeMs` is what it took longer. `totalMs` is what the caller waited, queueing included. */
export interface Timings {
  readonly decodeMs: number;
  readonly inferenceMs: number;
  readonly refineMs: number;
  readonly reportMs: number;
  readonly encodeMs: number;
  readonly totalMs: number;
}

/** The result once more, small. */
export interface Preview {
  /** A WebP with its transparency. */
  readonly bytes: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface CutoutResult {
  readonly input: InputFacts;
  readonly model: string;
  readonly warnings: readonly ImageWarning[];
  readonly timings: Timings;
  /** Missing where the caller asked for none. */
  readonly report: Report | undefined;
  /** Missing where the caller asked for none. */
  readonly preview: Preview | undefined;
  readonly image:
    | { readonly format: 'rgba'; readonly pixels: RgbaPixels }
    | { readonly format: 'png' | 'webp' | 'avif' | 'tiff' | 'jpeg'; readonly bytes: Uint8Array; readonly sha256: string };
}

export interface AssessResult {
  readonly input: InputFacts;
  readonly warnings: readonly ImageWarning[];
  readonly report: Report | PhotoReport;
}
