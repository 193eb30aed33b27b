import { mkdir, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import { type Clock, systemClock } from '../clock/clock.ts';
import type { SyncReport } from '../contract/index.ts';
import { makeFolder, readError } from '../files/index.ts';
import { openJournal } from './journal/journal.ts';
import { lockSyncFolder } from './journal/lock.ts';
import { type FolderSyncOptions, folderSyncOptionsSchema } from './options.ts';
import type { Step, SyncEvent, SyncParts } from './parts.ts';
import { createWantedResults } from './results/wanted-results.ts';
import { createRounds } from './rounds.ts';
import { runSync } from './run.ts';

/** A folder that is kept in step. See {@link createFolderSync}. */
export interface FolderSync extends AsyncDisposable {
  /** Its name at the platform, the same after a restart. */
  readonly id: string;
  /** How it stands. */
  readonly report: SyncReport;
  /** Works until the signal: looks when something changes, sends, fetches, and tells the platform every half minute. */
  run(signal: AbortSignal): Promise<void>;
  /** Does what can be done now, tells the platform, and gives how it stands then. @throws what stops it */
  once(signal: AbortSignal): Promise<SyncReport>;
  /** Starts nothing more until {@link resume}. */
  pause(): void;
  /** Goes on. Where it stopped for an empty folder, this says that it was looked at and is meant. */
  resume(): void;
  /** Calls back with what happens to files; gives the way to stop that. */
  subscribe(listener: (event: SyncEvent) => void): () => void;
  /** Gives the folder free for another process. End `run` by its signal first. */
  close(): Promise<void>;
}

/** Time that goes on evenly while somebody sets the clock. */
const steadyClock: Clock = { ...systemClock, now: () => performance.now() };

/** What only tests give. */
export interface Inside {
  readonly step?: (step: Step) => Promise<void>;
}

/**
 * Keeps a folder in step with a Forecourt server, in two one-way flows: photos go up once they are completely written, cutouts come back
 * into another folder. A file that was renamed is not sent again; one that was changed takes the place of its photo, unless somebody has
 * worked on that: then both stay. Goes on after a restart where it was.
 *
 * @example
 * const client = createClient({ url: 'https://cars.example', key });
 * await using uploader = createUploader({ client, storage: folderStorage('state/uploads') });
 * await using sync = await createFolderSync({
 *   client, uploader, folder: 'D:\\Photos', results: 'D:\\Cutouts', stateFolder: 'state', vehicles: vehicleBySubfolder({ client }),
 * });
 * await sync.run(signal);
 *
 * @throws INVALID_INPUT, SYNC_FOLDER_IN_USE, FILE_NOT_FOUND, WOULD_OVERWRITE_SOURCE, OUTPUT_NOT_WRITABLE
 */
export async function createFolderSync(options: FolderSyncOptions, inside: Inside = {}): Promise<FolderSync> {
  const parsed = folderSyncOptionsSchema.safeParse(options);
  if (!parsed.success) {
    throw new ForecourtError('INVALID_INPUT', `createFolderSync: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  }
  const { clock = steadyClock, stateFolder, ...given } = parsed.data;
  const folder = await existing(given.folder);
  if (given.results !== null) await makeFolder(given.results);
  const results = given.results === null ? null : await existing(given.results);
  if (results !== null && (results === folder || isInside(folder, results))) {
    throw new ForecourtError('WOULD_OVERWRITE_SOURCE', `Results cannot come into ${results}: the photos lie there.`);
  }
  await mkdir(stateFolder, { recursive: true });
  await using opened = new AsyncDisposableStack();
  const lock = lockSyncFolder(folder, resolve(stateFolder));
  opened.defer(() => lock.release());
  const journal = openJournal(resolve(stateFolder));
  opened.defer(() => journal.close());
  const owner = JSON.stringify({ folder, server: given.client.url });
  if ((journal.fact('owner') ?? owner) !== owner) {
    throw new ForecourtError('INVALID_INPUT', `${stateFolder} belongs to another folder or another server.`, {
      hint: 'Give each folder a stateFolder of its own.',
      details: { owner: journal.fact('owner') },
    });
  }
  journal.setFact('owner', owner);

  const listeners = new Set<(event: SyncEvent) => void>();
  const wanted = createWantedResults({ client: given.client, journal });
  let isPaused = false;
  const parts: SyncParts = {
    ...{ ...given, folder, results, journal, clock },
    isPaused: () => isPaused,
    tell(event) {
      for (const listener of listeners) listener(event);
    },
    seen: (photo) => results !== null && wanted.see(photo),
    step: inside.step ?? (async () => undefined),
  };
  const rounds = createRounds(parts, { restMs: given.restMs, computer: given.computer });
  const rest = opened.move();

  return {
    id: journal.id,
    get report() {
      return rounds.report();
    },
    run: (signal) => runSync({ parts, rounds, wanted, times: given, setPaused: (wish) => (wish ? pause() : resume()) }, signal),
    async once(signal) {
      try {
        await rounds.untilDone(signal, async () => {
          if (results !== null) await wanted.refresh(signal);
        });
      } finally {
        // Also of what failed; where the platform cannot be reached, that failure is the one to tell.
        if (!signal.aborted) await given.client.syncFolders.report(journal.id, rounds.report(), { signal }).catch(() => undefined);
      }
      return rounds.report();
    },
    pause,
    resume,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => rest.disposeAsync(),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };

  function pause(): void {
    isPaused = true;
  }
  function resume(): void {
    isPaused = false;
    rounds.meansIt();
  }
}

/** Its one name, whichever way it was written: two of them would be two folders. */
async function existing(path: string): Promise<string> {
  return await realpath(path).catch((error: unknown) => {
    throw readError(error, path);
  });
}

function isInside(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && join(outer, way) === inner;
}
