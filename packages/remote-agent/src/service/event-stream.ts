import { Readable } from 'node:stream';
import type { HostJobEvent } from '@forecourt/sdk/contract';
import { isOver } from '../journal/jobs.ts';
import type { Journal } from '../journal/journal.ts';
import type { EventWriter } from '../worker/event-writer.ts';

export interface EventStreamParts {
  readonly journal: Journal;
  readonly events: EventWriter;
  /** How often a silent stream says that it lives. */
  readonly heartbeatMs: number;
}

/** Read at a time: the log of a run may be long, and its reader slow. */
const most = 500;

/**
 * Events of a job behind `after`, as server-sent events (WHATWG HTML, 9.2), and those that come, until the job is over. Everything comes out of
 * the journal: a reader that comes again loses nothing and gets nothing twice.
 */
export function eventStream(key: string, after: number, signal: AbortSignal, parts: EventStreamParts): Readable {
  return Readable.from(textOf(key, after, signal, parts), { objectMode: false, highWaterMark: 64 * 1024 });
}

async function* textOf(key: string, after: number, signal: AbortSignal, { journal, events, heartbeatMs }: EventStreamParts) {
  let isChanged = true;
  let wake: () => void = () => undefined;
  const stopWatching = events.watch(key, () => {
    isChanged = true;
    wake();
  });
  try {
    // The reader knows at once that it is connected.
    yield Buffer.from(': events of a job\n\n');
    let last = after;
    while (!signal.aborted) {
      const found = isChanged ? journal.events.read(key, last, most) : [];
      if (found.length > 0) {
        last = found.at(-1)?.sequence ?? last;
        yield Buffer.from(found.map(lineOf).join(''));
        continue;
      }
      isChanged = false;
      const job = journal.jobs.get(key);
      if (job === undefined || (isOver(job) && job.last_sequence <= last)) return;
      const isSilent = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), heartbeatMs);
        wake = () => {
          clearTimeout(timer);
          resolve(false);
        };
        signal.addEventListener('abort', wake, { once: true });
      });
      signal.removeEventListener('abort', wake);
      if (isSilent) yield Buffer.from(': still here\n\n');
    }
  } finally {
    stopWatching();
  }
}

function lineOf(event: HostJobEvent): string {
  return `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`;
}
