import type { ForecourtError } from '@forecourt/errors';
import type { Client } from '../client/index.ts';
import type { Clock } from '../clock/clock.ts';
import type { DeletionRule, Photo } from '../contract/index.ts';
import type { Uploader } from '../uploads/index.ts';
import type { Journal } from './journal/journal.ts';
import type { VehicleChoice } from './vehicles.ts';

/** What happened to one file of the folder. */
export type SyncEvent =
  | { readonly type: 'sent' | 'replaced' | 'deleted'; readonly path: string; readonly photoId: string }
  | { readonly type: 'renamed'; readonly path: string; readonly from: string }
  | { readonly type: 'refused' | 'waiting'; readonly path: string; readonly error: ForecourtError }
  | { readonly type: 'fetched' | 'conflict'; readonly path: string; readonly photoId: string };

/** Moments between which a process can be killed; tests end it at each of them. */
export type Step = 'looked' | 'sent' | 'noted' | 'replaced' | 'leaving' | 'deleted' | 'claimed' | 'written';

/** What the two flows work with. */
export interface SyncParts {
  readonly client: Client;
  readonly uploader: Uploader;
  readonly folder: string;
  readonly results: string | null;
  readonly journal: Journal;
  readonly vehicles: VehicleChoice;
  readonly deletions: DeletionRule;
  readonly parallel: number;
  readonly goneAfterMs: number;
  readonly clock: Clock;
  isPaused(): boolean;
  tell(event: SyncEvent): void;
  /** A photo of this folder as the platform has it now. */
  seen(photo: Photo): void;
  step(step: Step): Promise<void>;
}
