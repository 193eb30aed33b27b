import type { RgbaPixels } from '../../packages/quality/src/index.ts';
import type { Cut, CutRequest } from './cutter.ts';

/** What a side can be asked to do in its process, and what it answers; it keeps the time itself. */
export interface Tasks {
  /** One photo, read before the clock starts. */
  cut: { given: { photo: string; request: CutRequest }; result: Cut & { ms: number } };
  /** `count` photos, as fast as the side can. */
  batch: { given: { photo: string; request: CutRequest; count: number }; result: { ms: number } };
  /** The longest hold of the event loop during `count` photos. */
  hold: { given: { photo: string; request: CutRequest; count: number }; result: Hold };
  /** Peak resident memory since the process began. */
  memory: { given: object; result: { peakBytes: number } };
  pixels: { given: { photo: Uint8Array }; result: RgbaPixels };
}

export interface Hold {
  /** What a tick takes when nothing is done, and the longest of two idle seconds: the machine's own noise. */
  readonly idleTickMs: number;
  readonly idleLongestMs: number;
  readonly longestMs: number;
}

export type TaskName = keyof Tasks;

export interface TaskCall<Name extends TaskName = TaskName> {
  readonly id: number;
  readonly name: Name;
  readonly given: Tasks[Name]['given'];
}

export type TaskReply =
  | { readonly id: number; readonly kind: 'done'; readonly result: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
