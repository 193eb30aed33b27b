import { ForecourtError } from '@forecourt/errors';
import { pause } from '../clock/pause.ts';
import type { SyncReport } from '../contract/index.ts';
import type { SyncEvent, SyncParts } from './parts.ts';
import { lookAtFolder } from './photos/look-at-folder.ts';
import { createMissing } from './photos/missing.ts';
import { createRemovals } from './photos/remove-photos.ts';
import { sendPhotos } from './photos/send-photos.ts';
import { createSettling } from './photos/settled.ts';
import { reportedProblem, speedOf, stateOf } from './report.ts';
import { fetchResults } from './results/fetch-results.ts';

/** Looks at the folder and does what is to be done, again and again. */
export interface Rounds {
  /**
   * One look, and what follows from it. @returns whether another one is due soon
   * @throws what stopped it: FOLDER_EMPTY, SERVER_UNREACHABLE, FORBIDDEN, …
   */
  round(signal: AbortSignal): Promise<'soon' | 'later'>;
  /** Rounds until one leaves nothing to do. @throws as {@link round} */
  untilDone(signal: AbortSignal, beforeLast: () => Promise<void>): Promise<void>;
  report(): SyncReport;
  /** A person says that the folder is empty for a reason. */
  meansIt(): void;
}

/** Files of one round: whoever pauses or renames is heard between two. */
const filesARound = 200;
/** A file that is written for longer than so many looks goes up the next time. */
const mostRests = 30;

export function createRounds(parts: SyncParts, { restMs, computer }: { readonly restMs: number; readonly computer: string }): Rounds {
  const { journal, clock } = parts;
  const settling = createSettling(restMs);
  const removals = createRemovals(parts);
  let isEmptinessMeant = false;
  let isScanned = false;
  let files = 0;
  let waiting = 0;
  let failed: ForecourtError | null = null;
  /** What this round found that keeps single files back. */
  let troubles: SyncEvent[] = [];
  const watched: SyncParts = {
    ...parts,
    tell(event) {
      if (event.type === 'waiting' || event.type === 'refused') troubles.push(event);
      if (event.type === 'sent' || event.type === 'renamed' || event.type === 'refused') waiting--;
      parts.tell(event);
    },
  };

  async function work(signal: AbortSignal): Promise<'soon' | 'later'> {
    if (parts.isPaused()) return 'later';
    const look = await lookAtFolder(parts, { settling, isEmptinessMeant });
    if (look.files > 0) isEmptinessMeant = false;
    isScanned = true;
    files = look.files;
    waiting = look.fresh.length + look.moving;
    troubles = [];
    const missing = createMissing(look.missing);
    await sendPhotos(watched, look.fresh.slice(0, filesARound), missing, signal);
    const isMore = look.fresh.length > filesARound;
    if (!isMore) waiting = look.moving + troubles.filter(({ type }) => type === 'waiting').length;
    // Only when every new name was compared with the missing ones: what is left then was not renamed.
    if (!isMore && look.moving === 0 && !parts.isPaused()) await removals.round(missing.rest(), signal);
    if (parts.results !== null) await fetchResults(watched, parts.results, signal);
    return isMore || look.moving > 0 || removals.areUndecided || hasResultsToFetch() ? 'soon' : 'later';
  }

  const hasResultsToFetch = () => parts.results !== null && journal.results.countWanted() > 0;

  async function round(signal: AbortSignal): Promise<'soon' | 'later'> {
    try {
      const next = await work(signal);
      failed = null;
      return next;
    } catch (error) {
      if (signal.aborted) throw error;
      failed = ForecourtError.from(error, 'STORAGE_FAILED');
      throw failed;
    }
  }

  function problem(): ForecourtError | null {
    if (failed !== null) return failed;
    const [first] = troubles.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    if (first === undefined || !('error' in first)) return null;
    const others = troubles.length > 1 ? ` And ${troubles.length - 1} more.` : '';
    return new ForecourtError(first.error.code, `${first.path} waits: ${first.error.message}${others}`, { hint: first.error.hint });
  }

  return {
    round,
    async untilDone(signal, beforeLast) {
      for (let rests = 0; rests < mostRests; ) {
        const before = waiting;
        if ((await round(signal)) === 'later') break;
        if (waiting > 0 && waiting === before) rests++;
        await pause(settling.moving > 0 || removals.areUndecided ? restMs : 0, clock, signal);
        signal.throwIfAborted();
      }
      await beforeLast();
      while (hasResultsToFetch() && !parts.isPaused()) await round(signal);
    },
    report() {
      const found = problem();
      const isStopped = failed?.code === 'FOLDER_EMPTY';
      const standing = { isScanned, isPaused: parts.isPaused(), stopped: isStopped ? failed : null, failed };
      return {
        computer,
        folder: parts.folder.slice(0, 500),
        results: parts.results?.slice(0, 500) ?? null,
        state: stateOf({ ...standing, waiting: waiting + (parts.results === null ? 0 : journal.results.countWanted()) }),
        deletions: parts.deletions,
        files,
        waiting,
        sent: journal.count('sent'),
        fetched: journal.count('fetched'),
        conflicts: journal.count('conflicts'),
        bytesPerSecond: speedOf(parts.uploader),
        problem: found === null ? null : reportedProblem(found),
      };
    },
    meansIt() {
      if (failed?.code === 'FOLDER_EMPTY') isEmptinessMeant = true;
    },
  };
}
