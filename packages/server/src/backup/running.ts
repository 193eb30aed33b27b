import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder, writeError } from '@forecourt/sdk/files';
import type { DatabasePlace } from '../database/connection.ts';
import { lockFolder } from '../database/folder-lock.ts';
import type { Logger } from '../settings/logger.ts';

// PGlite is for one process. While a server has it, `forecourt backup` asks that server for a copy of its files, by a file in the data
// folder: whoever may write there could take the whole folder anyway, so no other right is asked for.

const askedMs = 500;
/** A server that has the folder looks for questions every `askedMs`. */
const answerWithinMs = 30_000;
const leftAfterMs = 24 * 60 * 60 * 1000;
const folderOf = (dataDir: string) => join(dataDir, 'snapshots');

export interface ReadableDatabase extends AsyncDisposable {
  readonly place: DatabasePlace;
}

/**
 * A database that can be opened now and says what this one says: itself, or a copy where a running server holds it.
 *
 * @throws BACKUP_UNANSWERED if the server that holds it gives none
 */
export async function databaseToRead(place: DatabasePlace, signal?: AbortSignal): Promise<ReadableDatabase> {
  const itself = { place, [Symbol.asyncDispose]: async () => undefined };
  if (place.url !== undefined) return itself;
  try {
    await (await lockFolder(place.dataDir)).release();
    return itself;
  } catch (error) {
    if (!ForecourtError.is(error) || error.code !== 'DATA_FOLDER_IN_USE') throw error;
  }
  const copy = join(folderOf(place.dataDir), randomUUID());
  const remove = () => Promise.all([copy, `${copy}.making`, `${copy}.wanted`].map((path) => rm(path, { recursive: true, force: true })));
  try {
    await makeFolder(folderOf(place.dataDir));
    await writeFile(`${copy}.wanted`, '').catch((error: unknown) => {
      throw writeError(error, `${copy}.wanted`);
    });
    const until = Date.now() + answerWithinMs;
    while (!existsSync(copy)) {
      if (Date.now() > until && !existsSync(`${copy}.making`)) {
        throw new ForecourtError('BACKUP_UNANSWERED', `A process that has ${place.dataDir} does not hand out a copy of its database.`);
      }
      await wait(askedMs / 5, undefined, { signal });
    }
  } catch (error) {
    await remove();
    throw ForecourtError.from(error);
  }
  return { place: { dataDir: copy }, [Symbol.asyncDispose]: async () => void (await remove()) };
}

/** Answers those who ask for a copy of the embedded database. Queries wait while its files are copied: as long as the disk takes. */
export async function handOutCopies(
  pglite: PGlite,
  { dataDir, logger }: { readonly dataDir: string; readonly logger: Logger },
): Promise<AsyncDisposable> {
  const folder = folderOf(dataDir);
  await makeFolder(folder);
  await removeOld(folder);
  let underWay: Promise<void> | undefined;
  const look = async () => {
    for (const name of await readdir(folder)) {
      if (name.endsWith('.wanted')) await handOut(pglite, join(dataDir, 'database'), join(folder, name.replace(/\.wanted$/, '')));
    }
  };
  const timer = setInterval(() => {
    underWay ??= look()
      .catch((error: unknown) => logger.warn({ err: error }, 'a copy of the database could not be handed out'))
      .finally(() => {
        underWay = undefined;
      });
  }, askedMs);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await underWay;
    },
  };
}

async function handOut(pglite: PGlite, database: string, copy: string): Promise<void> {
  await rm(`${copy}.wanted`);
  await makeFolder(`${copy}.making`);
  try {
    // What is in its memory only comes into the files, so that the copy has less to recover.
    await pglite.query('checkpoint');
    await pglite.runExclusive(() => cp(database, join(`${copy}.making`, 'database'), { recursive: true }));
    await rename(`${copy}.making`, copy);
  } catch (error) {
    await rm(`${copy}.making`, { recursive: true, force: true });
    throw error;
  }
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > leftAfterMs) await rm(join(folder, name), { recursive: true, force: true });
  }
}
