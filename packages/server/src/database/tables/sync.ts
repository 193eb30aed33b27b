import type { SyncReport } from '@forecourt/sdk/contract';
import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, uuid } from '../drizzle-pg.ts';
import { now } from './columns.ts';
import { dealerships } from './identity.ts';

/** Folders on computers that are kept in step, as each said last. Its computer makes the id. */
export const syncFolders = pgTable(
  'sync_folders',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    report: jsonb('report').$type<SyncReport>().notNull(),
    isPaused: boolean('is_paused').notNull().default(false),
    reportedAt: now('reported_at'),
    createdAt: now('created_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('sync_folders_reported_at').on(table.reportedAt),
    foreignKey({ name: 'sync_folders_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);
