import { ForecourtError } from '@forecourt/errors';
import type { StorageSettings } from '../settings/storage-settings.ts';
import { createLocalStorage, openBucket, type Storage } from '../storage/index.ts';

/** What a back-up reads files with. */
export type FileSource = Pick<Storage, 'read'>;
/** What a restore writes files with. */
export type FileTarget = Pick<Storage, 'has' | 'size' | 'put'>;

export interface Places extends AsyncDisposable {
  /** Wherever a file is: a move may have left them in two places. */
  readonly source: FileSource;
  /** Where a new installation keeps its files. */
  readonly target: FileTarget;
}

/** Opens every place that the settings name. @throws STORAGE_UNAVAILABLE, STORAGE_REFUSED, DEPENDENCY_MISSING, OUTPUT_NOT_WRITABLE */
export async function openPlaces(dataDir: string, settings: StorageSettings): Promise<Places> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createLocalStorage({ folder: dataDir }));
  const bucket = settings.bucket && opened.use(await openBucket(settings.bucket));
  const target = settings.place === 's3' && bucket ? bucket : folder;
  const others = [folder, ...(bucket ? [bucket] : [])].filter((place) => place !== target);
  const rest = opened.move();
  return {
    target,
    source: { read: (sha256) => readFrom([target, ...others], sha256) },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

async function readFrom([first, ...others]: readonly Storage[], sha256: string): Promise<ReadableStream<Uint8Array>> {
  if (!first) throw new ForecourtError('NOT_FOUND', `No file is kept under ${sha256}.`);
  try {
    return await first.read(sha256);
  } catch (error) {
    if (others.length > 0 && ForecourtError.is(error) && error.code === 'NOT_FOUND') return await readFrom(others, sha256);
    throw error;
  }
}
