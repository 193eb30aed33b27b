import type { Problem, RoadKind } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { hosts } from './hosts.ts';

const directions = ['to-host', 'from-host'] as const;
const transferStates = ['running', 'done', 'failed'] as const;
const roadKinds = ['direct', 'ssh', 'relay'] as const satisfies readonly RoadKind[];

/** Files on their way between platform and hosts, kept for a week. */
export const transfers = pgTable(
  'transfers',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    direction: text('direction', { enum: directions }).notNull(),
    sha256: text('sha256'),
    name: text('name').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    doneBytes: bigint('done_bytes', { mode: 'number' }).notNull().default(0),
    bytesPerSecond: bigint('bytes_per_second', { mode: 'number' }),
    road: text('road', { enum: roadKinds }),
    resumed: integer('resumed').notNull().default(0),
    state: text('state', { enum: transferStates }).notNull().default('running'),
    problem: jsonb('problem').$type<Problem>(),
    startedAt: now('started_at'),
    /** Renewed while it moves: one that is old has lost its process. */
    seenAt: now('seen_at'),
    finishedAt: time('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    // Those under way first, then the latest.
    index('transfers_newest').on(table.dealershipId, sql.raw(`("state" = 'running')`), table.id),
    index('transfers_by_host').on(table.dealershipId, table.hostId, sql.raw(`("state" = 'running')`), table.id),
    index('transfers_seen').on(table.seenAt),
    check('transfers_direction', oneOf('direction', directions)),
    check('transfers_state', oneOf('state', transferStates)),
    check('transfers_road', oneOf('road', roadKinds)),
    foreignKey({
      name: 'transfers_host',
      columns: [table.dealershipId, table.hostId],
      foreignColumns: [hosts.dealershipId, hosts.id],
    }).onDelete('cascade'),
  ],
);
