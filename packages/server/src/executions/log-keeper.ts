import type { HostJobEvent } from '@forecourt/sdk/contract';
import { appendLog, type ExecutionLease } from '../database/execution-steps.ts';
import type { Database } from '../database/open.ts';
import { liveParts } from './live-events.ts';
import { type TellParts, tell } from './tell.ts';

export interface LogKeeperOptions extends TellParts {
  readonly database: Database;
  readonly lease: ExecutionLease;
  readonly leaseMs: number;
  /** What is kept of it already. */
  readonly after: number;
  readonly keptBytes: number;
  /** How long an event waits for others, so that a chatty script costs a write and not a thousand. */
  readonly pauseMs: number;
  /** Told once, when the run is somebody else's. */
  readonly onLost: () => void;
  readonly onError: (error: unknown) => void;
}

export interface LogKeeper {
  add(event: HostJobEvent): void;
  /** Keeps what has come so far. */
  flush(): Promise<void>;
  /** Beginning and end of the output of this run as far as this process has heard it. */
  excerpt(): string;
}

/** What is kept of one run's output. */
const mostBytes = 16 * 1024 * 1024;
/** So much more for what says how it ends and what came of each picture. */
const reservedBytes = 4 * 1024 * 1024;
const excerptLength = 1_500;

/** Keeps what happens in a run, and passes it on to who watches. Every event once, in its order, whatever is told twice. */
export function createLogKeeper(options: LogKeeperOptions): LogKeeper {
  const { database, lease, leaseMs, pauseMs, onLost, onError } = options;
  let { after, keptBytes } = options;
  let waiting: HostJobEvent[] = [];
  let progress: { stage: string; share: number } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let head = '';
  let tail = '';
  let isFull = false;

  function add(event: HostJobEvent): void {
    if (event.sequence <= after) return;
    after = event.sequence;
    if (event.type === 'progress') progress = { stage: event.stage, share: event.share };
    if (event.type === 'log') {
      if (head.length < excerptLength) head = `${head}${event.text}\n`.slice(0, excerptLength);
      else tail = `${tail}${event.text}\n`.slice(-excerptLength);
    }
    const kept = withinLimit(event);
    if (kept === null) return;
    waiting.push(kept);
    timer ??= setTimeout(() => void flush(), pauseMs);
  }

  /** Of what is beyond the limit one line stays, which says so: a host may tell events without end. */
  function withinLimit(event: HostJobEvent): HostJobEvent | null {
    const isOutput = event.type === 'log' || event.type === 'progress';
    if (keptBytes < (isOutput ? mostBytes : mostBytes + reservedBytes)) {
      keptBytes += Buffer.byteLength(JSON.stringify(event));
      return event;
    }
    if (isFull) return null;
    isFull = true;
    const { sequence, at } = event;
    const text = `[More than ${mostBytes / 1024 / 1024} MB of output: what follows is not kept.]`;
    return { sequence, at, type: 'log', stream: 'error', text };
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  async function write(): Promise<void> {
    const events = waiting;
    if (events.length === 0) return;
    waiting = [];
    try {
      if (!(await database.transaction((tx) => appendLog(tx, lease, { events, progress, leaseMs })))) return onLost();
    } catch (error) {
      // Kept with the next ones, which come sooner or later: at the latest the end of the run does.
      waiting = [...events, ...waiting];
      return onError(error);
    }
    const at = new Date().toISOString();
    for (const part of liveParts(events)) {
      await tell(options, lease.dealershipId, { type: 'execution.logged', at, data: { id: lease.id, events: part } });
    }
  }

  return { add, flush, excerpt: () => (tail === '' ? head : `${head}…\n${tail}`) };
}
