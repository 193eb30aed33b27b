import { ForecourtError } from '@forecourt/errors';
import type { Database } from '../../database/open.ts';
import {
  beginRemoval,
  createMove,
  isMoveActive,
  type Noted,
  paceMove,
  readNewestMove,
  type StorageMoveRow,
  type StoragePlace,
} from '../../database/storage-moves.ts';
import type { Logger } from '../../settings/logger.ts';
import { type Places, wordOf } from '../kept/kept-storage.ts';
import { type Placements, storageChannel } from '../kept/placements.ts';
import { workOnMove } from './mover.ts';

export interface MoveServiceParts {
  readonly database: Database;
  readonly places: Places;
  readonly placements: Placements;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly leaseMs?: number | undefined;
  /** How often is looked for a move that nobody works on any more. */
  readonly lookEveryMs?: number | undefined;
}

export interface MoveRequest {
  readonly to: StoragePlace;
  /** Throttle; null for none. */
  readonly bytesPerSecond: number | null;
}

export interface MoveService extends AsyncDisposable {
  /** The newest move. */
  read(): Promise<StorageMoveRow | undefined>;
  /** Begins to bring all files somewhere else, or goes on with it at another pace. @throws STORAGE_ALREADY_THERE, STORAGE_UNAVAILABLE */
  begin(request: MoveRequest, noted?: Noted): Promise<StorageMoveRow>;
  /** Empties the source, after every file was looked at in the target. @throws STORAGE_NOT_MOVED */
  removeSource(noted?: Noted): Promise<StorageMoveRow>;
}

/** Works on moves in the background of a server: whichever server is free takes one up, and another goes on if it dies. */
export async function createMoveService(parts: MoveServiceParts): Promise<MoveService> {
  const { database, places, placements, logger, leaseMs = 15_000, lookEveryMs = 5_000 } = parts;
  const ending = new AbortController();
  let working: Promise<void> | undefined;
  let isAskedAgain = false;

  const tell = () => database.notify(storageChannel, 'changed');

  async function work(): Promise<void> {
    do {
      isAskedAgain = false;
      await placements.fresh();
      const move = await readNewestMove(database.orm);
      if (move === undefined || !isMoveActive(move)) continue;
      const [source, target] = [places[move.source], places[move.target]];
      // Another server has the settings for it, or it stays where it is and `check` says so.
      if (source === undefined || target === undefined) continue;
      const done = await workOnMove(move.id, {
        database,
        source,
        target,
        leaseMs,
        signal: ending.signal,
        changed: async ({ state }) => {
          logger.info({ moveId: move.id, state }, 'the move of files goes on');
          await tell();
        },
      });
      if (done !== undefined) logger.info(reportOf(done), `files were moved: ${done.state}`);
    } while (isAskedAgain && !ending.signal.aborted);
  }

  const wake = () => {
    if (ending.signal.aborted) return;
    isAskedAgain = true;
    working ??= work()
      .catch((error: unknown) => {
        if (!ending.signal.aborted) logger.warn({ err: error }, 'files could not be moved further; it is tried again in a moment');
      })
      .finally(() => {
        working = undefined;
      });
  };

  const listening = await database.listen(storageChannel, wake);
  const looking = setInterval(wake, lookEveryMs);
  looking.unref();
  wake();

  return {
    read: () => readNewestMove(database.orm),
    async begin({ to, bytesPerSecond }, noted) {
      if (places[to] === undefined) {
        throw new ForecourtError('STORAGE_UNAVAILABLE', `This server has no settings for ${wordOf(to)}.`, {
          hint: 'Set FORECOURT_S3_BUCKET and what belongs to it on every server, then start it again.',
        });
      }
      await places[to].check();
      const newest = await readNewestMove(database.orm);
      if (newest !== undefined && isMoveActive(newest) && newest.target === to) {
        await paceMove(database.orm, newest.id, bytesPerSecond);
        await tell();
        return { ...newest, bytesPerSecond };
      }
      const { write } = await placements.fresh();
      if (write === to) throw new ForecourtError('STORAGE_ALREADY_THERE', `Files are in ${wordOf(to)} already.`);
      const move = await createMove(database, { source: write, target: to, bytesPerSecond }, noted);
      await placements.fresh();
      await tell();
      wake();
      return move;
    },
    async removeSource(noted) {
      const newest = await readNewestMove(database.orm);
      if (newest?.state !== 'verifying' && newest?.state !== 'removing') {
        if (newest === undefined || !(await beginRemoval(database, newest.id, noted))) {
          throw new ForecourtError('STORAGE_NOT_MOVED', 'There is no place that files were moved away from.');
        }
      }
      await tell();
      wake();
      return (await readNewestMove(database.orm)) ?? newest;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(looking);
      ending.abort(new DOMException('The server stops.', 'AbortError'));
      await Promise.all([listening[Symbol.asyncDispose](), working]);
    },
  };
}

function reportOf({ id, source, target, state, totalFiles, copiedFiles, copiedBytes, removedFiles, problemCount }: StorageMoveRow) {
  return { moveId: id, source, target, state, totalFiles, copiedFiles, copiedBytes, removedFiles, problemCount };
}
