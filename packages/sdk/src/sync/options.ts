import { hostname } from 'node:os';
import * as z from 'zod';
import type { Client } from '../client/index.ts';
import type { Clock } from '../clock/clock.ts';
import { deletionRuleSchema } from '../contract/index.ts';
import type { Uploader } from '../uploads/index.ts';
import type { VehicleChoice } from './vehicles.ts';

const object = <T>(what: string) => z.custom<T>((value) => typeof value === 'object' && value !== null, what);

export const folderSyncOptionsSchema = z.strictObject({
  /** From `createClient`, with a key that may read and write photos and read vehicles. */
  client: object<Client>('must be a client from createClient'),
  /** From `createUploader` with the same client. It stays open when the folder is closed. */
  uploader: object<Uploader>('must be an uploader from createUploader'),
  /** Photos of this folder and of those below it go up. */
  folder: z.string().min(1),
  /** Cutouts come into this folder; null for none. */
  results: z.string().min(1).nullable().default(null),
  /** Where it is kept what went up already: the same folder each time, and no other folder's. */
  stateFolder: z.string().min(1),
  /** Which vehicle a photo belongs to: {@link oneVehicle} or {@link vehicleBySubfolder}. */
  vehicles: object<VehicleChoice>('must be oneVehicle(…) or vehicleBySubfolder(…)'),
  /** What becomes of a photo on the platform when its file goes away. */
  deletions: deletionRuleSchema.default('keep'),
  /** Files at work at once. */
  parallel: z.int().min(1).max(20).default(4),
  /** A file goes up once it has not changed for so long. */
  restMs: z.int().min(0).max(600_000).default(2000),
  /** A file is taken for gone once it was missing for so long: programs that save put the old one aside for a moment. */
  goneAfterMs: z.int().min(0).max(3_600_000).default(30_000),
  /** The whole folder is looked at so often where nothing tells of changes, as on many network disks. */
  lookEveryMs: z.int().min(100).max(3_600_000).default(60_000),
  reportEveryMs: z.int().min(100).max(100_000).default(30_000),
  /** Name of this computer on the page. */
  computer: z
    .string()
    .min(1)
    .max(120)
    .default(() => hostname().slice(0, 120) || 'computer'),
  /** Time that only goes forward, whatever becomes of the clock. */
  clock: object<Clock>('must be a clock').optional(),
});
export type FolderSyncOptions = z.input<typeof folderSyncOptionsSchema>;
