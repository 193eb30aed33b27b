import {
  type Audience,
  audienceSchema,
  type NotificationKind,
  type NotificationPreferences,
  type QuietHours,
} from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { boolean, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { noDealership } from './errors.ts';
import { dealerships, memberships, people } from './identity.ts';

/** What people were told. Of one thing (`group_key`) there is at most one that nobody has acknowledged. */
export const notifications = pgTable(
  'notifications',
  {
    id: uuid('id').primaryKey(),
    /** Null for what concerns the whole installation. */
    dealershipId: uuid('dealership_id').references(() => dealerships.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<NotificationKind>().notNull(),
    groupKey: text('group_key').notNull(),
    audience: text('audience').$type<Audience>().notNull(),
    title: text('title').notNull(),
    body: text('body').notNull(),
    link: text('link'),
    count: integer('count').notNull().default(1),
    /** When people were told last. */
    raisedAt: time('raised_at').notNull(),
    /** When owners are to be told too. */
    escalateAt: time('escalate_at'),
    escalatedAt: time('escalated_at'),
    acknowledgedAt: time('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    createdAt: now('created_at'),
  },
  (table) => [
    uniqueIndex('notifications_one_open')
      .on(sql`coalesce(${table.dealershipId}, ${noDealership})`, table.groupKey)
      .where(sql.raw(`"acknowledged_at" is null`)),
    index('notifications_to_escalate').on(table.escalateAt).where(sql.raw(`"escalate_at" is not null`)),
    index('notifications_raised_at').on(table.raisedAt),
    check('notifications_audience', oneOf('audience', audienceSchema.options)),
  ],
);

/** Who was told, and how. */
export const notificationRecipients = pgTable(
  'notification_recipients',
  {
    notificationId: uuid('notification_id')
      .notNull()
      .references(() => notifications.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** Null where it is shown in whichever dealership the person is. */
    dealershipId: uuid('dealership_id'),
    isInPage: boolean('is_in_page').notNull(),
    at: time('at').notNull(),
    readAt: time('read_at'),
    /** When a mail is to be sent; null where none is. */
    mailDueAt: time('mail_due_at'),
    mailedAt: time('mailed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.notificationId, table.personId] }),
    index('notification_recipients_of_person').on(table.personId, table.at, table.notificationId),
    index('notification_recipients_mail_due').on(table.mailDueAt).where(sql.raw(`"mail_due_at" is not null`)),
    foreignKey({
      name: 'notification_recipients_membership',
      columns: [table.dealershipId, table.personId],
      foreignColumns: [memberships.dealershipId, memberships.personId],
    }).onDelete('cascade'),
  ],
);

/** How a person wants to be told, where he has chosen. */
export const notificationPreferences = pgTable(
  'notification_preferences',
  {
    dealershipId: uuid('dealership_id').notNull(),
    personId: uuid('person_id').notNull(),
    kinds: jsonb('kinds').$type<NotificationPreferences['kinds']>().notNull().default({}),
    quietHours: jsonb('quiet_hours').$type<QuietHours>(),
    updatedAt: now('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.personId] }),
    foreignKey({
      name: 'notification_preferences_membership',
      columns: [table.dealershipId, table.personId],
      foreignColumns: [memberships.dealershipId, memberships.personId],
    }).onDelete('cascade'),
  ],
);

/** How a dealership wants its people to be told, where it has chosen. */
export const notificationRules = pgTable('notification_rules', {
  dealershipId: uuid('dealership_id')
    .primaryKey()
    .references(() => dealerships.id, { onDelete: 'cascade' }),
  /** Null is never. */
  escalateAfterMinutes: integer('escalate_after_minutes'),
  updatedAt: now('updated_at'),
});
