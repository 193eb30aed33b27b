import { pause } from '../clock/pause.ts';
import type { SyncParts } from './parts.ts';
import type { WantedResults } from './results/wanted-results.ts';
import type { Rounds } from './rounds.ts';
import { watchFolder } from './watch.ts';

export interface Running {
  readonly parts: SyncParts;
  readonly rounds: Rounds;
  readonly wanted: WantedResults;
  readonly times: { readonly restMs: number; readonly lookEveryMs: number; readonly reportEveryMs: number };
  setPaused(isPaused: boolean): void;
}

const longestPauseMs = 30_000;
const firstPauseMs = 500;

/** Three things at once until the signal: rounds, what the platform tells of photos, and reports to it. */
export async function runSync({ parts, rounds, wanted, times, setPaused }: Running, signal: AbortSignal): Promise<void> {
  const { clock, journal, client } = parts;
  let wake = new AbortController();
  const awake = () => wake.abort();

  async function rest(ms: number): Promise<void> {
    await pause(ms, clock, AbortSignal.any([wake.signal, signal]));
    wake = new AbortController();
  }

  async function look(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const next = await rounds.round(signal);
        failures = 0;
        // Not at every wink of the disk: a file that is being written changes all the time.
        if (next === 'later') await rest(times.lookEveryMs);
        await pause(next === 'soon' ? times.restMs : Math.min(times.restMs, 250), clock, signal);
      } catch {
        // The report says what it was; full jitter, so that a hundred computers do not come back at once.
        if (signal.aborted) return;
        failures++;
        await rest(Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 20)));
      }
    }
  }

  async function follow(): Promise<void> {
    while (parts.results !== null && !signal.aborted) {
      try {
        await wanted.follow(signal, awake);
      } catch {
        // A key without the right to read, which the rounds meet too; it may be given it.
        if (!signal.aborted) await pause(longestPauseMs, clock, signal);
      }
    }
  }

  async function tell(): Promise<void> {
    let asked = false;
    while (!signal.aborted) {
      try {
        const { isPaused } = await client.syncFolders.report(journal.id, rounds.report(), { signal });
        if (isPaused !== asked) {
          setPaused(isPaused);
          awake();
        }
        asked = isPaused;
      } catch {
        // Nobody hears it now; the next one says the same and more.
      }
      await pause(times.reportEveryMs, clock, signal);
    }
  }

  await using _watcher = await watchFolder(parts.folder, awake);
  await Promise.all([look(), follow(), tell()]);
}
