import * as z from 'zod';
import type { Database } from './database.ts';

const fileRow = z.object({
  sha256: z.string(),
  bytes: z.number(),
  /** How much of it is on the disk for sure. */
  offset: z.number(),
  name: z.string(),
  is_whole: z.number().transform(Boolean),
  used_at: z.number(),
});
export type FileRow = z.output<typeof fileRow>;

/** Whether a job that is not over, or whose results nobody has collected, needs the file `files.sha256`. */
const isNeeded = `EXISTS (SELECT 1 FROM job_files JOIN jobs ON jobs.key = job_files.job_key
  WHERE job_files.sha256 = files.sha256 AND jobs.collected_at IS NULL)`;

/** What the journal knows of files. Their bytes lie beside it. */
export interface FileRecords {
  get(sha256: string): FileRow | undefined;
  create(file: { readonly sha256: string; readonly bytes: number; readonly name: string }, now: number): void;
  advance(sha256: string, offset: number, now: number): void;
  /** All of it is there and has the right hash. */
  complete(file: { readonly sha256: string; readonly bytes: number; readonly name: string }, now: number): void;
  touch(sha256: string, now: number): void;
  /** All of it was read by whoever may. */
  handOver(sha256: string, now: number): void;
  isHandedOver(sha256: string): boolean;
  remove(sha256: string): void;
  isNeeded(sha256: string): boolean;
  /** Files that no job needs and that were last used before, the longest unused first. */
  unneeded(usedBefore: number): FileRow[];
  all(): Set<string>;
}

export function fileRecords(database: Database): FileRecords {
  return {
    get: (sha256) => database.first(fileRow, 'SELECT * FROM files WHERE sha256 = :sha256', { sha256 }),
    create({ sha256, bytes, name }, now) {
      database.run('INSERT INTO files VALUES (:sha256, :bytes, 0, :name, 0, :now)', { sha256, bytes, name, now });
    },
    advance(sha256, offset, now) {
      database.run('UPDATE files SET offset = :offset, used_at = :now WHERE sha256 = :sha256', { sha256, offset, now });
    },
    complete({ sha256, bytes, name }, now) {
      database.run(
        `INSERT INTO files VALUES (:sha256, :bytes, :bytes, :name, 1, :now)
         ON CONFLICT (sha256) DO UPDATE SET offset = :bytes, bytes = :bytes, is_whole = 1, used_at = :now`,
        { sha256, bytes, name, now },
      );
    },
    touch(sha256, now) {
      database.run('UPDATE files SET used_at = :now WHERE sha256 = :sha256', { sha256, now });
    },
    handOver(sha256, now) {
      database.run('INSERT OR REPLACE INTO handed_over SELECT sha256, :now FROM files WHERE sha256 = :sha256', { sha256, now });
    },
    isHandedOver: (sha256) => database.first(z.object({}), 'SELECT 1 FROM handed_over WHERE sha256 = :sha256', { sha256 }) !== undefined,
    remove(sha256) {
      database.run('DELETE FROM files WHERE sha256 = :sha256', { sha256 });
    },
    isNeeded: (sha256) =>
      database.first(z.object({}), `SELECT 1 FROM files WHERE sha256 = :sha256 AND ${isNeeded}`, { sha256 }) !== undefined,
    unneeded: (usedBefore) =>
      database.all(fileRow, `SELECT * FROM files WHERE used_at < :usedBefore AND NOT ${isNeeded} ORDER BY used_at`, { usedBefore }),
    all: () => new Set(database.all(z.object({ sha256: z.string() }), 'SELECT sha256 FROM files').map(({ sha256 }) => sha256)),
  };
}
