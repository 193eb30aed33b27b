import { createRequire } from 'node:module';

// As in drizzle.ts; apart from it, since some names are in both.
const drizzle: typeof import('drizzle-orm/pg-core') = createRequire(import.meta.url)('drizzle-orm/pg-core');

export type * from 'drizzle-orm/pg-core';
export const {
  bigint,
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  PgTable,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} = drizzle;
