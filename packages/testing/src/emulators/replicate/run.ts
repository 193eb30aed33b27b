import type { Fault } from '../faults.ts';
import type { EmulatedModel } from './models.ts';

/** A file that a run made, as it is handed out. */
export interface MadeFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export type RunStatus = 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'aborted';

/** One run of a model, called prediction there. */
export interface Run {
  readonly id: string;
  readonly model: EmulatedModel;
  readonly version: string | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly fault: Fault | undefined;
  readonly seed: number;
  readonly createdAt: number;
  readonly endsAfterMs: number;
  status: RunStatus;
  /** How often somebody asked how it is. */
  polls: number;
  seconds: number | null;
  error: string | null;
  files: readonly MadeFile[] | null;
  isForgotten: boolean;
  completedAt: number | null;
}

export function hasEnded({ status }: Run): boolean {
  return status !== 'starting' && status !== 'processing';
}
