import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { type FileRows, fileRows } from './file-rows.ts';
import { type ResultRows, resultRows } from './result-rows.ts';
import { schema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

/** Numbers that only grow, since the folder was set up. */
export type Count = 'sent' | 'fetched' | 'conflicts';

/**
 * What this computer knows of the folder, kept over restarts: each change is there wholly or not at all. What a power cut takes of it
 * only costs asking the server again, which gives the same photo for the same file.
 */
export interface Journal {
  /** Of the folder, made when it was set up. */
  readonly id: string;
  readonly files: FileRows;
  readonly results: ResultRows;
  fact(name: string): string | null;
  setFact(name: string, value: string): void;
  count(name: Count): number;
  /** Counts one more. */
  add(name: Count): void;
  /** All of it or nothing. */
  together(work: () => void): void;
  close(): void;
}

const factSchema = z.object({ value: z.string() }).optional();

/** @throws OUTPUT_NOT_WRITABLE */
export function openJournal(folder: string): Journal {
  const database = openSqlite(join(folder, 'journal.db'));
  database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000');
  database.exec(schema);
  const read = database.prepare('select value from facts where name = ?');
  const write = database.prepare('insert into facts (name, value) values (?, ?) on conflict (name) do update set value = excluded.value');
  const fact = (name: string) => factSchema.parse(read.get(name))?.value ?? null;
  const setFact = (name: string, value: string) => void write.run(name, value);
  const count = (name: Count) => Number(fact(name) ?? 0);
  if (fact('id') === null) setFact('id', randomUUID());
  return {
    id: fact('id') ?? '',
    files: fileRows(database),
    results: resultRows(database),
    fact,
    setFact,
    count,
    add: (name) => setFact(name, String(count(name) + 1)),
    together(work) {
      database.exec('begin immediate');
      try {
        work();
        database.exec('commit');
      } catch (error) {
        database.exec('rollback');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
