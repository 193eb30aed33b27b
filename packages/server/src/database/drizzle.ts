import { createRequire } from 'node:module';

// Node reads a package's manifest anew for each of its ES modules, and Drizzle's has 180 KB: loaded in the older way, which asks for no
// manifest, it takes a sixth of the time, and half a second less of every start. Its types are those of the ES modules.
const require = createRequire(import.meta.url);
const drizzle: typeof import('drizzle-orm') = require('drizzle-orm');

export type * from 'drizzle-orm';
export const {
  and,
  asc,
  between,
  count,
  desc,
  DrizzleQueryError,
  eq,
  exists,
  getTableColumns,
  getTableName,
  gt,
  gte,
  ilike,
  inArray,
  is,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  min,
  ne,
  not,
  notInArray,
  or,
  sql,
} = drizzle;

const onNodePostgres: typeof import('drizzle-orm/node-postgres') = require('drizzle-orm/node-postgres');
const onPglite: typeof import('drizzle-orm/pglite') = require('drizzle-orm/pglite');
export const drizzlePostgres = onNodePostgres.drizzle;
export const drizzlePglite = onPglite.drizzle;
