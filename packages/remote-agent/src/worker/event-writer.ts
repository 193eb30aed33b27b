import { ForecourtError } from '@forecourt/errors';
import type { HostJobState, NewHostJobEvent } from '@forecourt/sdk/contract';
import type { pino } from 'pino';
import type { Journal } from '../journal/journal.ts';

export interface EventWriterParts {
  readonly journal: Journal;
  readonly now: () => number;
  readonly logger: pino.Logger;
}

/** Writes what happens in jobs into the journal, and then tells those who follow. Nobody is told what might not survive. */
export interface EventWriter {
  /** Writes it soon: progress and log together with what comes within the next moment, the rest at once. */
  add(key: string, event: NewHostJobEvent): void;
  /**
   * Writes everything that waits, then what a job has become and that it has, in one transaction.
   *
   * @throws DISK_FULL, STORAGE_FAILED; then nothing was changed, and what waited waits still
   */
  become(key: string, change: () => HostJobState): void;
  /** Something of this job was written elsewhere. */
  changed(key: string): void;
  /** Calls back whenever something new of this job can be read. @returns what ends it */
  watch(key: string, changed: () => void): () => void;
  /** Writes what waits, as far as that can be. */
  close(): void;
}

/** A sync takes a disk some milliseconds; people see no difference below fifty. */
const gatherMs = 20;
/** What a disk that was full is given before it is tried again. */
const retryMs = 1000;
/** Log beyond this is left out while the disk is full: memory has an end too. */
const mostWaiting = 20_000;

export function createEventWriter({ journal, now, logger }: EventWriterParts): EventWriter {
  const watchers = new Map<string, Set<() => void>>();
  let waiting: { readonly key: string; readonly event: NewHostJobEvent }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function write(change?: { readonly key: string; readonly of: () => HostJobState }): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    const byKey = Map.groupBy(batch, ({ key }) => key);
    try {
      journal.transaction(() => {
        for (const [key, entries] of byKey) {
          const events = entries.map(({ event }) => event);
          journal.events.append(key, events, now());
        }
        if (change !== undefined) journal.events.append(change.key, [{ type: 'state', state: change.of() }], now());
      });
    } catch (error) {
      if (batch.length > 0) later(retryMs);
      throw error;
    }
    waiting = waiting === batch ? [] : waiting.slice(batch.length);
    for (const key of byKey.keys()) tell(key);
    if (change !== undefined && !byKey.has(change.key)) tell(change.key);
  }

  function tell(key: string): void {
    for (const changed of watchers.get(key) ?? []) changed();
  }

  function later(ms: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      try {
        write();
      } catch (error) {
        logger.error({ err: ForecourtError.from(error) }, 'events could not be written and wait');
      }
    }, ms);
  }

  return {
    add(key, event) {
      if (event.type === 'log' && waiting.length >= mostWaiting) return;
      waiting.push({ key, event });
      later(event.type === 'log' || event.type === 'progress' ? gatherMs : 0);
    },
    become: (key, of) => write({ key, of }),
    changed: tell,
    watch(key, changed) {
      const set = watchers.get(key) ?? new Set();
      set.add(changed);
      watchers.set(key, set);
      return () => {
        set.delete(changed);
        if (set.size === 0) watchers.delete(key);
      };
    },
    close() {
      if (waiting.length > 0) write();
      clearTimeout(timer);
    },
  };
}
