import type { Database } from '../database/open.ts';
import type { Logger } from '../settings/logger.ts';
import type { BucketSettings, StorageSettings } from '../settings/storage-settings.ts';
import { type CleaningService, createCleaningService } from './cleaning/cleaning-service.ts';
import { createKeptStorage, type Places } from './kept/kept-storage.ts';
import { createPlacements, type Placements } from './kept/placements.ts';
import { createLocalStorage } from './local/local-storage.ts';
import { createMoveService, type MoveService } from './move/move-service.ts';
import { placeOf } from './s3/options.ts';
import { createS3Storage } from './s3/s3-storage.ts';
import type { Storage } from './storage.ts';

export interface OpenStorageOptions {
  readonly database: Database;
  readonly dataDir: string;
  readonly settings: StorageSettings;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** How soon another process goes on with a move whose process died, and how often is looked for one. */
  readonly leaseMs?: number | undefined;
  readonly lookEveryMs?: number | undefined;
}

/** The files of an installation, and who moves and cleans them. */
export interface OpenStorage extends AsyncDisposable {
  readonly storage: Storage;
  readonly placements: Placements;
  readonly moves: MoveService;
  readonly cleaning: CleaningService;
  /** Each place that this process can reach, in words. */
  readonly words: { readonly folder: string; readonly s3: string | null };
}

/**
 * Opens every place that the settings name, and follows the database about where files are. Files that were moved stay where they were
 * moved to, whatever FORECOURT_STORAGE says: it speaks of new installations.
 *
 * @throws STORAGE_UNAVAILABLE, STORAGE_REFUSED, DEPENDENCY_MISSING, OUTPUT_NOT_WRITABLE, DISK_FULL
 */
export async function openStorage(options: OpenStorageOptions): Promise<OpenStorage> {
  const { database, dataDir, settings, logger, leaseMs, lookEveryMs } = options;
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createLocalStorage({ folder: dataDir }));
  const s3 = settings.bucket === undefined ? undefined : opened.use(await openBucket(settings.bucket));
  const places: Places = s3 === undefined ? { folder } : { folder, s3 };
  const placements = await createPlacements(database, settings.place);
  const storage = createKeptStorage({ database, placements, places });
  await storage.check();
  const { write } = placements.known();
  if (write !== settings.place)
    logger.warn({ FORECOURT_STORAGE: settings.place, filesAre: write }, 'files were moved; FORECOURT_STORAGE is out of date');
  const cleaning = opened.use(createCleaningService({ database, storage, logger }));
  const moves = opened.use(await createMoveService({ database, places, placements, logger, leaseMs, lookEveryMs }));
  const rest = opened.move();
  return {
    storage,
    placements,
    moves,
    cleaning,
    words: { folder: dataDir, s3: settings.bucket === undefined ? null : placeOf(settings.bucket) },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

/** The bucket that settings name. @throws STORAGE_UNAVAILABLE, STORAGE_REFUSED, DEPENDENCY_MISSING */
export function openBucket(settings: BucketSettings): Promise<Storage> {
  return createS3Storage(optionsOf(settings));
}

function optionsOf({ endpoint, accessKeyId, secretAccessKey, isPathStyle, ...rest }: BucketSettings) {
  return {
    ...rest,
    ...(endpoint !== undefined && { endpoint }),
    ...(accessKeyId !== undefined && secretAccessKey !== undefined && { accessKeyId, secretAccessKey: secretAccessKey.reveal() }),
    ...(isPathStyle !== undefined && { isPathStyle }),
  };
}
