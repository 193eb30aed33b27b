import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { holdForKeeping } from '../../database/file-holds.ts';
import type { Database } from '../../database/open.ts';
import type { StoragePlace } from '../../database/storage-moves.ts';
import { checkHash } from '../names.ts';
import { hashFile } from '../s3/spool.ts';
import type { Storage, StorageInput } from '../storage.ts';
import { merged } from './merged.ts';
import type { Placement, Placements } from './placements.ts';

/** The storages of an installation by their places; a place that has no settings is missing. */
export type Places = { readonly [Place in StoragePlace]?: Storage };

export interface KeptStorageParts {
  readonly database: Database;
  readonly placements: Placements;
  readonly places: Places;
}

/** Removals take moments. A file that is removed for longer than this is in the hands of a process that hangs. */
const longestWaitMs = 90_000;
const lookAgainMs = 100;

/**
 * The storage that a server works with: it knows from the database where files are, also while they move, and that a file which
 * somebody is about to use must not be removed. It behaves as any other storage.
 *
 * What makes a move safe: who puts a file looks where it belongs before and after, and brings it there if that has changed between.
 * What makes a clean-up safe: a file is held before it is put, and whoever removes one holds it too.
 */
export function createKeptStorage({ database, placements, places }: KeptStorageParts): Storage {
  const placeOf = (name: StoragePlace): Storage => {
    const place = places[name];
    if (place !== undefined) return place;
    throw new ForecourtError('STORAGE_UNAVAILABLE', `Files are in ${wordOf(name)}, and this server has no settings for that.`, {
      hint: 'Set FORECOURT_S3_BUCKET and what belongs to it on every server, then start it again.',
    });
  };

  /** Tries each place in turn. What is nowhere is looked for once more where files are by now. */
  async function find<T>(look: (place: Storage, name: StoragePlace) => Promise<T>): Promise<T> {
    const before = placements.known();
    try {
      return await inTurn(before, look);
    } catch (error) {
      if (!isMissing(error)) throw error;
      const now = await placements.fresh();
      if (isSame(before, now)) throw error;
      return inTurn(now, look);
    }
  }

  async function inTurn<T>({ reads }: Placement, look: (place: Storage, name: StoragePlace) => Promise<T>): Promise<T> {
    let missing: unknown;
    for (const name of reads) {
      try {
        return await look(placeOf(name), name);
      } catch (error) {
        if (!isMissing(error)) throw error;
        missing ??= error;
      }
    }
    throw missing;
  }

  async function holdFile(sha256: string, signal: AbortSignal | undefined): Promise<void> {
    const until = performance.now() + longestWaitMs;
    while (!(await holdForKeeping(database.orm, sha256))) {
      if (performance.now() > until) throw new ForecourtError('STORAGE_UNAVAILABLE', `The file ${sha256} is being removed, for too long.`);
      await setTimeout(lookAgainMs, undefined, { signal }).catch(() => undefined);
      throwIfAborted(signal);
    }
  }

  /** Brings a file from where it was put to where files go since a moment ago. */
  async function follow(sha256: string, from: StoragePlace, to: StoragePlace, signal: AbortSignal | undefined): Promise<void> {
    const target = placeOf(to);
    if (await target.has(sha256)) return;
    await target.put(await placeOf(from).read(sha256), { sha256, signal });
  }

  const storage: Storage = {
    async put(file, options = {}) {
      const { signal } = options;
      throwIfAborted(signal);
      const named = options.sha256 === undefined ? await nameOf(file, signal) : checkHash(options.sha256);
      if (named !== undefined) await holdFile(named, signal);
      let { write } = await placements.fresh();
      const stored = await placeOf(write).put(file, { ...options, ...(named !== undefined && { sha256: named }) });
      const { sha256 } = stored;
      if (named === undefined) {
        // A stream has no name before its end: what was removed between its end and the hold has to come again.
        await holdFile(sha256, signal);
        if (!(await placeOf(write).has(sha256)))
          throw new ForecourtError('STORAGE_UNAVAILABLE', `The file ${sha256} was removed meanwhile.`);
      }
      for (let now = await placements.fresh(); now.write !== write; now = await placements.fresh()) {
        await follow(sha256, write, now.write, signal);
        write = now.write;
      }
      return stored;
    },
    has: (sha256) => find((place) => place.size(sha256)).then(() => true, falseIfMissing),
    size: (sha256) => find((place) => place.size(sha256)),
    read: (sha256, range) => find((place) => place.read(sha256, range)),
    path: (sha256) => find(async (place) => ((await place.has(sha256)) ? place.path(sha256) : missing(sha256))),
    url: (sha256, options) =>
      find(async (place) => {
        if (placements.known().reads.length > 1 && !(await place.has(sha256))) return missing(sha256);
        return place.url?.(sha256, options);
      }),
    async delete(sha256) {
      checkHash(sha256);
      // Nothing must come back out of a source that is still looked into.
      const { reads } = await placements.fresh();
      for (const name of reads) await placeOf(name).delete(sha256);
    },
    async *list(options) {
      const { reads } = await placements.fresh();
      yield* merged(
        reads.map((name) => placeOf(name).list(options)),
        ({ sha256 }) => sha256,
      );
    },
    derived: async (name, make) => placeOf(placements.known().write).derived(name, make),
    async *listDerived(options) {
      const { reads } = await placements.fresh();
      yield* merged(
        reads.map((name) => placeOf(name).listDerived(options)),
        ({ name }) => name,
      );
    },
    async removeDerived(name) {
      for (const place of placements.known().reads) await placeOf(place).removeDerived(name);
    },
    async removeTemporary(options) {
      let count = 0;
      for (const place of Object.values(places)) count += (await place?.removeTemporary(options)) ?? 0;
      return count;
    },
    async check() {
      const { write, reads } = placements.known();
      for (const name of new Set([write, ...reads])) await placeOf(name).check();
    },
    // The places are whoever's that opened them.
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return storage;
}

/** What a file hashes to, where that can be known before it is put. */
async function nameOf(file: StorageInput, signal: AbortSignal | undefined): Promise<string | undefined> {
  if (file instanceof Uint8Array) return createHash('sha256').update(file).digest('hex');
  return 'path' in file ? hashFile(file.path, signal) : undefined;
}

export function wordOf(place: StoragePlace): string {
  return place === 's3' ? 'the bucket' : 'the data folder';
}

function isSame(a: Placement, b: Placement): boolean {
  return a.write === b.write && a.reads.join() === b.reads.join();
}

function isMissing(error: unknown): boolean {
  return ForecourtError.is(error) && error.code === 'NOT_FOUND';
}

function falseIfMissing(error: unknown): false {
  if (isMissing(error)) return false;
  throw error;
}

function missing(sha256: string): never {
  throw new ForecourtError('NOT_FOUND', `No file is kept under ${sha256}.`, { details: { sha256 } });
}
