import { type AuditAction, type AuditActor, auditActorSchema } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, check, index, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { oneOf, time } from './columns.ts';
import { dealerships } from './identity.ts';

// Triggers in the migration refuse update, delete and truncate of entries and checkpoints: who gets around them is found by the chain.

/** One row for each thing that was done, never changed and never removed; a dealership that has one cannot be deleted. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    dealershipId: uuid('dealership_id')
      .notNull()
      .references(() => dealerships.id),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    at: time('at').notNull(),
    actorKind: text('actor_kind').$type<AuditActor['kind']>().notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    action: text('action').$type<AuditAction>().notNull(),
    targetKind: text('target_kind'),
    targetId: text('target_id'),
    /** Canonical JSON as text, so that each of its bytes counts. */
    details: text('details').notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.sequence] }),
    index('audit_entries_by_action').on(table.dealershipId, table.action, table.sequence),
    index('audit_entries_by_actor').on(table.dealershipId, table.actorId, table.sequence),
    index('audit_entries_by_target').on(table.dealershipId, table.targetId, table.sequence),
    index('audit_entries_by_time').on(table.dealershipId, table.at),
    check('audit_entries_sequence', sql.raw('"sequence" > 0')),
    check('audit_entries_actor_kind', oneOf('actor_kind', auditActorSchema.shape.kind.options)),
    check('audit_entries_target', sql.raw('("target_kind" is null) = ("target_id" is null)')),
  ],
);

/** Where each log ends: apart from its entries, so that a tail that was cut off is missed. Its lock lets one append at a time. */
export const auditHeads = pgTable('audit_heads', {
  dealershipId: uuid('dealership_id')
    .primaryKey()
    .references(() => dealerships.id),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
  /** How many checkpoints there are. */
  checkpoints: bigint('checkpoints', { mode: 'number' }).notNull(),
});

/** Signatures over heads, each fixing those before it. */
export const auditCheckpoints = pgTable(
  'audit_checkpoints',
  {
    dealershipId: uuid('dealership_id')
      .notNull()
      .references(() => dealerships.id),
    number: bigint('number', { mode: 'number' }).notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    hash: text('hash').notNull(),
    at: time('at').notNull(),
    keyId: text('key_id').notNull(),
    previousHash: text('previous_hash').notNull(),
    signature: text('signature').notNull(),
  },
  (table) => [primaryKey({ columns: [table.dealershipId, table.number] }), check('audit_checkpoints_number', sql.raw('"number" > 0'))],
);
