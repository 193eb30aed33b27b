import type { ScriptParameter } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { boolean, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from '../drizzle-pg.ts';
import { now, time } from './columns.ts';
import { hosts } from './hosts.ts';
import { dealerships } from './identity.ts';

/** Scripts that hosts of a dealership may run. */
export const scripts = pgTable(
  'scripts',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    isBuiltIn: boolean('is_built_in').notNull().default(false),
    /** The version that is run where none is named. */
    current: text('current'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    // Windows knows no difference between large and small letters.
    uniqueIndex('scripts_name').on(table.dealershipId, sql`lower(${table.name})`),
    foreignKey({ name: 'scripts_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);

/** Versions of scripts, with their text. None is ever changed. */
export const scriptVersions = pgTable(
  'script_versions',
  {
    dealershipId: uuid('dealership_id').notNull(),
    scriptId: uuid('script_id').notNull(),
    version: text('version').notNull(),
    sha256: text('sha256').notNull(),
    bytes: integer('bytes').notNull(),
    text: text('text').notNull(),
    note: text('note').notNull().default(''),
    parameters: jsonb('parameters').$type<ScriptParameter[]>().notNull(),
    minimumAgent: text('minimum_agent').notNull(),
    addedBy: text('added_by').notNull(),
    createdAt: now('created_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.scriptId, table.version] }),
    check('script_versions_bytes', sql.raw('"bytes" between 1 and 1000000')),
    foreignKey({
      name: 'script_versions_script',
      columns: [table.dealershipId, table.scriptId],
      foreignColumns: [scripts.dealershipId, scripts.id],
    }).onDelete('cascade'),
  ],
);

/** Hosts that stay with a version. */
export const scriptPins = pgTable(
  'script_pins',
  {
    dealershipId: uuid('dealership_id').notNull(),
    scriptId: uuid('script_id').notNull(),
    hostId: uuid('host_id').notNull(),
    version: text('version').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.scriptId, table.hostId] }),
    index('script_pins_host').on(table.dealershipId, table.hostId),
    foreignKey({
      name: 'script_pins_version',
      columns: [table.dealershipId, table.scriptId, table.version],
      foreignColumns: [scriptVersions.dealershipId, scriptVersions.scriptId, scriptVersions.version],
    }).onDelete('cascade'),
    foreignKey({
      name: 'script_pins_host',
      columns: [table.dealershipId, table.hostId],
      foreignColumns: [hosts.dealershipId, hosts.id],
    }).onDelete('cascade'),
  ],
);

/** The manifest that a host was given last. */
export const scriptManifests = pgTable(
  'script_manifests',
  {
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    number: integer('number').notNull(),
    /** Of the scripts in it: another means that the host needs a new one. */
    contentHash: text('content_hash').notNull(),
    issuedAt: now('issued_at'),
    /** Null until the host has it. */
    publishedAt: time('published_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.hostId] }),
    check('script_manifests_number', sql.raw('"number" > 0')),
    foreignKey({
      name: 'script_manifests_host',
      columns: [table.dealershipId, table.hostId],
      foreignColumns: [hosts.dealershipId, hosts.id],
    }).onDelete('cascade'),
  ],
);
