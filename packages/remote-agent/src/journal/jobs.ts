import {
  type HostItem,
  type HostJob,
  hostItemSchema,
  hostJobRequestSchema,
  hostJobStateSchema,
  hostProblemSchema,
} from '@forecourt/sdk/contract';
import * as z from 'zod';
import type { Database } from './database.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));

const jobRow = z.object({
  number: z.number(),
  key: z.string(),
  request: json.pipe(hostJobRequestSchema),
  state: hostJobStateSchema,
  attempts: z.number(),
  stage: z.string(),
  share: z.number(),
  items: json.pipe(z.array(hostItemSchema)),
  problem: json.pipe(hostProblemSchema).nullable(),
  exit_code: z.number().nullable(),
  last_sequence: z.number(),
  fence: z.number(),
  lease_ends_at: z.number(),
  created_at: z.number(),
  started_at: z.number().nullable(),
  finished_at: z.number().nullable(),
  collected_at: z.number().nullable(),
});
/** A job as it stands in the journal. */
export type JobRow = z.output<typeof jobRow>;

export interface NewJob extends Pick<HostJob, 'key' | 'request'> {
  readonly now: number;
}

/** What of a job changes. */
export interface JobChange {
  readonly state?: HostJob['state'];
  readonly attempts?: number;
  readonly items?: readonly HostItem[];
  readonly problem?: HostJob['problem'];
  readonly exitCode?: number | null;
  readonly startedAt?: number | null;
  readonly finishedAt?: number | null;
  readonly collectedAt?: number | null;
  readonly stage?: string;
  readonly share?: number;
}

export interface JobRecords {
  get(key: string): JobRow | undefined;
  /** Those that are not over, in the order in which they came. */
  open(): JobRow[];
  /** The newest first. */
  latest(most: number): JobRow[];
  /** Writes a new job down; it has its first fence and no lease yet. */
  create(job: NewJob): void;
  change(key: string, change: JobChange): void;
  /** @returns the fence that it has now */
  raiseFence(key: string): number;
  setLeaseEnd(key: string, endsAt: number): void;
  needs(key: string, sha256: string): void;
  files(key: string): string[];
  forgetFiles(key: string): void;
  /** How long the last jobs that were done took, without waiting. */
  durations(most: number): number[];
  /** What names the folder of each job. */
  numbers(): Set<number>;
  /** Ended before, collected or not. */
  endedBefore(time: number): Pick<JobRow, 'key' | 'number'>[];
  /** Ended and not collected, the one that ended first before the others. */
  uncollected(): Pick<JobRow, 'key' | 'items'>[];
  remove(key: string): void;
}

const columns: Readonly<Record<keyof JobChange, string>> = {
  state: 'state',
  attempts: 'attempts',
  items: 'items',
  problem: 'problem',
  exitCode: 'exit_code',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  collectedAt: 'collected_at',
  stage: 'stage',
  share: 'share',
};

export function jobRecords(database: Database): JobRecords {
  return {
    get: (key) => database.first(jobRow, 'SELECT * FROM jobs WHERE key = :key', { key }),
    open: () => database.all(jobRow, `SELECT * FROM jobs WHERE state IN ('waiting', 'running') ORDER BY number`),
    latest: (most) => database.all(jobRow, 'SELECT * FROM jobs ORDER BY number DESC LIMIT :most', { most }),
    create({ key, request, now }) {
      database.run(
        `INSERT INTO jobs (key, request, state, attempts, stage, share, items, last_sequence, fence, lease_ends_at, created_at)
         VALUES (:key, :request, 'waiting', 0, 'waiting', 0, '[]', 0, 1, :now, :now)`,
        { key, request: JSON.stringify(request), now },
      );
    },
    change(key, change) {
      const entries = Object.entries(columns).flatMap(([name, column]) => {
        const value: unknown = Reflect.get(change, name);
        if (value === undefined) return [];
        const kept = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
        return [{ name, column, value: z.union([z.string(), z.number(), z.null()]).parse(kept) }];
      });
      if (entries.length === 0) return;
      const assignments = entries.map(({ name, column }) => `${column} = :${name}`).join(', ');
      database.run(`UPDATE jobs SET ${assignments} WHERE key = :key`, {
        ...Object.fromEntries(entries.map(({ name, value }) => [name, value])),
        key,
      });
    },
    raiseFence(key) {
      const row = z.object({ fence: z.number() });
      return database.first(row, 'UPDATE jobs SET fence = fence + 1 WHERE key = :key RETURNING fence', { key })?.fence ?? 0;
    },
    setLeaseEnd(key, endsAt) {
      database.run('UPDATE jobs SET lease_ends_at = :endsAt WHERE key = :key', { key, endsAt });
    },
    needs(key, sha256) {
      database.run('INSERT OR IGNORE INTO job_files VALUES (:key, :sha256)', { key, sha256 });
    },
    files: (key) =>
      database
        .all(z.object({ sha256: z.string() }), 'SELECT sha256 FROM job_files WHERE job_key = :key', { key })
        .map(({ sha256 }) => sha256),
    forgetFiles(key) {
      database.run('DELETE FROM job_files WHERE job_key = :key', { key });
    },
    durations: (most) =>
      database
        .all(
          z.object({ ms: z.number() }),
          `SELECT finished_at - started_at AS ms FROM jobs WHERE state IN ('done', 'partly') ORDER BY number DESC LIMIT :most`,
          { most },
        )
        .map(({ ms }) => ms),
    numbers: () => new Set(database.all(z.object({ number: z.number() }), 'SELECT number FROM jobs').map(({ number }) => number)),
    endedBefore: (time) =>
      database.all(z.object({ key: z.string(), number: z.number() }), 'SELECT key, number FROM jobs WHERE finished_at < :time', { time }),
    uncollected: () =>
      database.all(
        jobRow.pick({ key: true, items: true }),
        'SELECT key, items FROM jobs WHERE finished_at IS NOT NULL AND collected_at IS NULL ORDER BY finished_at',
      ),
    remove(key) {
      database.run('DELETE FROM jobs WHERE key = :key', { key });
    },
  };
}

/** A job as the contract has it. */
export function hostJobOf(row: JobRow): HostJob {
  return {
    key: row.key,
    request: row.request,
    state: row.state,
    attempts: row.attempts,
    progress: { stage: row.stage, share: row.share },
    items: row.items,
    problem: row.problem,
    exitCode: row.exit_code,
    lastSequence: row.last_sequence,
    createdAt: new Date(row.created_at).toISOString(),
    startedAt: timeOf(row.started_at),
    finishedAt: timeOf(row.finished_at),
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

export function isOver({ state }: Pick<JobRow, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}
