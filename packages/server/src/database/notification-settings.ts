import type { NotificationPreferences, NotificationRules } from '@forecourt/sdk/contract';
import { and, eq, sql } from './drizzle.ts';
import type { Reader } from './notification-inbox.ts';
import { usualEscalationMinutes } from './notifications.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { notificationPreferences, notificationRules } from './schema.ts';

/** What a person has chosen; nothing where he has not. */
export async function readPreferences(orm: ForecourtOrm, { dealershipId, personId }: Reader): Promise<NotificationPreferences> {
  const [row] = await orm
    .select({ kinds: notificationPreferences.kinds, quietHours: notificationPreferences.quietHours })
    .from(notificationPreferences)
    .where(and(eq(notificationPreferences.dealershipId, dealershipId), eq(notificationPreferences.personId, personId)));
  return row ?? { kinds: {}, quietHours: null };
}

/** Keeps what is given, and leaves the rest as it was. */
export async function changePreferences(
  tx: Transaction,
  reader: Reader,
  { kinds, quietHours }: { [Key in keyof NotificationPreferences]?: NotificationPreferences[Key] | undefined },
): Promise<NotificationPreferences> {
  const before = await readPreferences(tx, reader);
  const after = {
    kinds: { ...before.kinds, ...kinds },
    quietHours: quietHours === undefined ? before.quietHours : quietHours,
  };
  const { dealershipId, personId } = reader;
  await tx
    .insert(notificationPreferences)
    .values({ dealershipId, personId, ...after })
    .onConflictDoUpdate({
      target: [notificationPreferences.dealershipId, notificationPreferences.personId],
      set: { ...after, updatedAt: sql`now()` },
    });
  return after;
}

export async function readRules(orm: ForecourtOrm, dealershipId: string): Promise<NotificationRules> {
  const [row] = await orm
    .select({ escalateAfterMinutes: notificationRules.escalateAfterMinutes })
    .from(notificationRules)
    .where(eq(notificationRules.dealershipId, dealershipId));
  return row ?? { escalateAfterMinutes: usualEscalationMinutes };
}

export async function changeRules(orm: ForecourtOrm, dealershipId: string, rules: NotificationRules): Promise<NotificationRules> {
  await orm
    .insert(notificationRules)
    .values({ dealershipId, ...rules })
    .onConflictDoUpdate({ target: notificationRules.dealershipId, set: { ...rules, updatedAt: sql`now()` } });
  return rules;
}
