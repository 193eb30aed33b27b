import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { idSchema } from '@forecourt/sdk/contract';
import { writeError } from '@forecourt/sdk/files';
import { type Locker, Server } from '@tus/server';
import type { Database } from '../database/index.ts';
import { answerFailure, answerRefusal, failureOfTus } from './answers.ts';
import { checksumAlgorithms } from './checksum.ts';
import { currentExchange, during, type Exchange, openExchange, type UploadCaller } from './exchange.ts';
import { createFinisher, type Finish, type Finished } from './finisher.ts';
import { countedLocks } from './locks/counted-locks.ts';
import type { Locks } from './locks/locks.ts';
import { createMemoryLocks } from './locks/memory-locks.ts';
import { createPostgresLocks } from './locks/postgres-locks.ts';
import type { UploadLimits } from './options.ts';
import { formatReprDigest } from './repr-digest.ts';
import { knownUploads, newUploadId, readUnfinished, removeExpired, removeUpload } from './rows.ts';
import { createStore } from './store.ts';
import { createWholeHashes } from './whole-hash.ts';

export interface ReceiverParts {
  readonly database: Database;
  /** Uploads are gathered in `uploads/` below it. */
  readonly dataDir: string;
  readonly limits: UploadLimits;
  readonly now: () => Date;
  /** Told how long a request waited for another one at the same upload. */
  readonly onLockWait?: ((seconds: number) => void) | undefined;
  /** What becomes of a file when it is whole. */
  readonly finish: Finish;
}

export interface AnswerOptions {
  /** Names the request in the logs. */
  readonly correlationId?: string | undefined;
}

/** Receives files by tus and knows nothing of photos. */
export interface Receiver extends AsyncDisposable {
  /** Answers one tus request. The body is read once, as it comes. `caller` may be null for OPTIONS only. */
  fetch(request: Request, caller: UploadCaller | null, options?: AnswerOptions): Promise<Response>;
  /** Finishes what an earlier process was interrupted in. Resolves when all of it was tried. */
  recover(): Promise<void>;
  /** Removes uploads that were left too long, and files that belong to none. Gives how many there were of both. */
  sweep(): Promise<number>;
  /** Lets requests that receive end soon, as if their connection had ended: for a server that stops. */
  stopReceiving(): void;
  close(): Promise<void>;
}

/**
 * A tus server (1.0.0 with creation, creation-with-upload, termination, expiration and checksum) over a folder and the database.
 *
 * What is promised: an offset that was answered survives the end of the process. A chunk with a checksum counts whole or not at all.
 * The last answer is given after `finish`, which syncs the file to the disk; before that a power cut may take some of what was
 * received, and the answer to HEAD says how much is left. One request at a time works on an upload, in whichever process; the next
 * one waits `drainMs` at most for one whose sender is gone.
 */
export async function createReceiver(parts: ReceiverParts): Promise<Receiver> {
  const { database, limits, now } = parts;
  const folder = join(parts.dataDir, 'uploads');
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw writeError(error, folder);
  });
  const pathOf = (id: string) => join(folder, `${id}.part`);
  const hashes = createWholeHashes();
  const found = database.pool ? await createPostgresLocks(database, database.pool, () => hashes.forget()) : createMemoryLocks();
  const locks = countedLocks(found, parts.onLockWait);
  const finisher = createFinisher({ database, locks, hashes, pathOf, finish: parts.finish });

  const tus = new Server({
    path: '/',
    datastore: createStore({ database, hashes, limits, now, pathOf }),
    locker: tusLocker(locks, limits),
    maxSize: limits.maxBytes,
    allowedOrigins: () => false,
    namingFunction: newUploadId,
    generateUrl: (request, { id }) => `${new URL(request.url).pathname.replace(/\/$/, '')}/${id}`,
    getFileIdFromRequest: (_request, last) => (idSchema.safeParse(last).success ? last : undefined),
    onUploadFinish: async () => ({ headers: finishedHeaders(await finishNow(currentExchange())) }),
    onResponseError: (_request, error) => {
      const failure = failureOfTus(error);
      currentExchange().failure = failure;
      return { status_code: failure.status, body: '' };
    },
  });

  async function finishNow({ row, sha256 }: Exchange): Promise<Finished> {
    if (row === undefined) throw new ForecourtError('INTERNAL', 'An upload was finished before it was read.');
    return finisher.ensure(row, sha256);
  }

  async function answer(request: Request, exchange: Exchange): Promise<Response> {
    // Without its body: the store reads that itself. See store.ts.
    const { method, headers, url } = request;
    const response = await tus.handleWeb(new Request(url, { method, headers }));
    response.headers.delete('access-control-allow-origin');
    response.headers.delete('access-control-expose-headers');
    if (exchange.failure !== undefined) throw exchange.failure;
    if (method === 'HEAD' && response.ok && exchange.row !== undefined) {
      const isWhole = response.headers.get('upload-offset') === response.headers.get('upload-length');
      if (isWhole)
        for (const [name, value] of Object.entries(finishedHeaders(await finishNow(exchange)))) response.headers.set(name, value);
    }
    return response;
  }

  /** An upload that its maker was never told of is nobody's. */
  async function forgetUntold({ createdId, caller }: Exchange): Promise<void> {
    if (createdId === undefined) return;
    await removeUpload(database, { dealershipId: caller.dealershipId, id: createdId });
    await rm(pathOf(createdId), { force: true });
  }

  /** What was written lately may belong to an upload whose row is not there yet. */
  async function sweepFiles(youngestMs = strayMs): Promise<number> {
    const parts = (await readdir(folder)).filter((name) => name.endsWith('.part'));
    const known = await knownUploads(
      database,
      parts.map(idOf).filter((id) => idSchema.safeParse(id).success),
    );
    let count = 0;
    for (const part of parts) {
      const path = join(folder, part);
      // An upload that comes whole with its creation gets its row when its file is there: what was written lately may be one.
      if (known.has(idOf(part)) || (youngestMs > 0 && !(await isOlder(path, youngestMs)))) continue;
      await rm(path, { force: true });
      count++;
    }
    return count;
  }

  // Nobody else writes here while this process has the database to itself: what a killed one left belongs to nothing.
  if (database.kind === 'pglite') await sweepFiles(0);

  const receiving = new Set<Exchange>();
  const close = async () => {
    await finisher.settled();
    await locks[Symbol.asyncDispose]();
  };

  return {
    async fetch(request, caller, { correlationId } = {}) {
      const instance = new URL(request.url).pathname;
      let exchange: Exchange | undefined;
      try {
        if (caller === null && request.method !== 'OPTIONS')
          throw new ForecourtError('UNAUTHENTICATED', 'Uploads need to know who sends them.');
        if (request.method === 'GET') throw new ForecourtError('METHOD_NOT_ALLOWED', 'What was uploaded is read as a photo.');
        const opened = openExchange(request, caller ?? { dealershipId: '' }, correlationId);
        exchange = opened;
        receiving.add(opened);
        const response = await during(opened, () => answer(request, opened));
        if (request.method === 'OPTIONS') response.headers.set('tus-checksum-algorithm', checksumAlgorithms.join(','));
        if (response.status >= 400) return await answerRefusal(response, { instance, correlationId });
        return response;
      } catch (error) {
        if (request.method === 'POST' && exchange !== undefined) await forgetUntold(exchange).catch(() => undefined);
        return answerFailure(error, { instance, correlationId });
      } finally {
        if (exchange !== undefined) receiving.delete(exchange);
      }
    },
    async recover() {
      for (const row of await readUnfinished(database)) {
        // What cannot be finished now is tried again when its sender asks.
        await finisher.ensure(row).catch(() => undefined);
      }
    },
    async sweep() {
      const gone = await removeExpired(database, now());
      for (const id of gone) {
        hashes.forget(id);
        await rm(pathOf(id), { force: true });
      }
      return gone.length + (await sweepFiles());
    },
    stopReceiving() {
      for (const { body } of receiving) body.stop();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A request that receives writes at least now and then (`stillMs` in receive.ts); longer ago than this, and it is gone. */
const strayMs = 60 * 60 * 1000;
const idOf = (part: string) => part.slice(0, -'.part'.length);

async function isOlder(path: string, ms: number): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status !== undefined && Date.now() - status.mtimeMs > ms;
}

function finishedHeaders({ sha256, photoId }: Finished): Record<string, string> {
  return { 'Repr-Digest': formatReprDigest(sha256), ...(photoId !== null && { 'Forecourt-Photo-Id': photoId }) };
}

/** Whoever holds an upload while another request wants it may go on for `drainMs`, then its body counts as ended. */
function tusLocker(locks: Locks, { drainMs, lockWaitMs }: UploadLimits): Locker {
  return {
    newLock(id) {
      let release: (() => Promise<void>) | undefined;
      let draining: NodeJS.Timeout | undefined;
      return {
        async lock(signal) {
          const { body } = currentExchange();
          const lock = await locks.acquire(id, {
            waitMs: lockWaitMs,
            signal,
            release() {
              draining ??= setTimeout(() => body.stop(), drainMs);
            },
          });
          release = lock.unlock;
        },
        async unlock() {
          clearTimeout(draining);
          await release?.();
        },
      };
    },
  };
}
