import { sql } from '../drizzle.ts';
import { timestamp } from '../drizzle-pg.ts';

/** Milliseconds, as JavaScript has them: what is read can be compared with what was written. */
export const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
export const now = (name: string) => time(name).notNull().defaultNow();
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`"${column}" in (${values.map((value) => `'${value}'`).join(', ')})`);
