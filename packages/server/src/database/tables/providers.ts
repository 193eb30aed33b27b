import {
  type Choice,
  choiceSchema,
  type Operation,
  type ProviderHealth,
  type ProviderLimits,
  providerKindSchema,
} from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { boolean, check, foreignKey, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { dealerships } from './identity.ts';
import { secrets } from './secrets.ts';

/** How a dealership uses a provider. Its key lies sealed among the secrets. */
export const providers = pgTable(
  'providers',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    /** Null is the provider's own address. */
    baseUrl: text('base_url'),
    secretId: uuid('secret_id'),
    operations: text('operations').array().$type<Operation[]>().notNull().default([]),
    /** Share of the work beside other providers of the same ability. */
    weight: integer('weight').notNull().default(100),
    position: integer('position').notNull().default(0),
    isEnabled: boolean('is_enabled').notNull().default(true),
    limits: jsonb('limits').$type<Partial<ProviderLimits>>().notNull().default({}),
    /** What was known last, and since when. */
    health: jsonb('health').$type<ProviderHealth>(),
    healthCheckedAt: time('health_checked_at'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    unique('providers_name').on(table.dealershipId, table.name),
    uniqueIndex('providers_one_keyless').on(table.dealershipId, table.kind).where(sql.raw(`"kind" in ('local', 'remote')`)),
    check('providers_kind', oneOf('kind', providerKindSchema.options)),
    check('providers_weight', sql.raw('"weight" between 0 and 1000')),
    foreignKey({ name: 'providers_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
    foreignKey({
      name: 'providers_secret',
      columns: [table.dealershipId, table.secretId],
      foreignColumns: [secrets.dealershipId, secrets.id],
    }),
  ],
);

/** How a dealership's providers are chosen; without a row in their order. */
export const providerRules = pgTable(
  'provider_rules',
  {
    dealershipId: uuid('dealership_id')
      .primaryKey()
      .references(() => dealerships.id, { onDelete: 'cascade' }),
    choose: text('choose').$type<Choice>().notNull().default('order'),
    /** When hosts were first set up as a provider, by people or since the first of them came: that is done once. */
    hostsSetUpAt: time('hosts_set_up_at'),
    updatedAt: now('updated_at'),
  },
  () => [check('provider_rules_choose', oneOf('choose', choiceSchema.options))],
);

/** Which models people were warned of, and how near the end was: each once. */
export const retirementAlerts = pgTable(
  'retirement_alerts',
  {
    dealershipId: uuid('dealership_id').notNull(),
    providerId: uuid('provider_id').notNull(),
    model: text('model').notNull(),
    /** Days before; 0 is gone. */
    daysBefore: integer('days_before').notNull(),
    /** A date that was moved is warned of anew. */
    retiresOn: text('retires_on').notNull(),
    at: now('at'),
  },
  (table) => [
    primaryKey({
      name: 'retirement_alerts_once',
      columns: [table.dealershipId, table.providerId, table.model, table.daysBefore, table.retiresOn],
    }),
    check('retirement_alerts_days', sql.raw('"days_before" >= 0')),
    foreignKey({
      name: 'retirement_alerts_provider',
      columns: [table.dealershipId, table.providerId],
      foreignColumns: [providers.dealershipId, providers.id],
    }).onDelete('cascade'),
  ],
);
