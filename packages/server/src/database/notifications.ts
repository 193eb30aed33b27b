import { type Audience, type NotificationKind, notificationKinds, rolesOfAudience } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { and, eq, inArray, isNull, sql } from './drizzle.ts';
import { appendEvent, appendEvents } from './events.ts';
import type { Transaction } from './orm.ts';
import { memberships, notificationPreferences, notificationRecipients, notificationRules, notifications, people } from './schema.ts';

/** Says that there is something to send or to escalate: whoever does so looks. */
export const notificationsChannel = 'forecourt_notifications';

export interface NewNotification {
  /** Null for what concerns the whole installation. */
  readonly dealershipId: string | null;
  readonly kind: NotificationKind;
  /** What happened, in a few words. Everybody who follows the events can read it. */
  readonly title: string;
  /** What it means and what to do. Only those who are told read it. */
  readonly body: string;
  /** Path of the page where it is dealt with. */
  readonly link?: string | null | undefined;
  /** Names the thing: while nobody has acknowledged it, the same key tells nobody again. */
  readonly groupKey: string;
  /** The kind's own where left out. */
  readonly audience?: Audience | undefined;
  /** Who did it: for this person it is no news on the page; a mail goes out all the same, since it may have been somebody else. */
  readonly byPersonId?: string | undefined;
  readonly at?: Date | undefined;
}

/** What happens again while nobody looks is told again after this time, so that nothing stays unseen for ever. */
const remindAfterMs = 24 * 60 * 60 * 1000;
export const usualEscalationMinutes = 30;
const minuteMs = 60_000;

/**
 * Tells people that something happened, in the transaction in which it does. A thousand times the same is one notification: the first
 * tells, the others are counted until somebody acknowledges it. Mails go out when the transaction is committed, and not in quiet hours.
 * Call it last, as `appendEvent`.
 *
 * @returns whether people were told
 */
export async function notify(tx: Transaction, given: NewNotification): Promise<{ id: string; isTold: boolean }> {
  const { dealershipId, kind, title, body, link = null, groupKey, at = new Date() } = given;
  const audience = given.audience ?? notificationKinds[kind].audience;
  const escalateAt = await escalationTime(tx, { dealershipId, kind, audience, at });
  const id = newId();
  const [made] = await tx
    .insert(notifications)
    .values({ id, dealershipId, kind, groupKey, audience, title, body, link, raisedAt: at, escalateAt })
    .onConflictDoNothing()
    .returning({ id: notifications.id });
  if (made === undefined) return await countAgain(tx, { ...given, at });
  await addRecipients(tx, { id, dealershipId, kind, audience, at, isEscalated: false, byPersonId: given.byPersonId });
  await tell(tx, { id, dealershipId, kind, title, link });
  return { id, isTold: true };
}

type Again = NewNotification & { readonly at: Date };

async function countAgain(tx: Transaction, { dealershipId, groupKey, kind, title, body, link = null, at }: Again) {
  const [open] = await tx
    .update(notifications)
    .set({ count: sql`${notifications.count} + 1`, title, body, link })
    .where(and(ofOwner(dealershipId), eq(notifications.groupKey, groupKey), isNull(notifications.acknowledgedAt)))
    .returning();
  // Acknowledged a moment ago by somebody: who acts on it has seen it.
  if (open === undefined) return { id: '', isTold: false };
  if (at.getTime() - open.raisedAt.getTime() < remindAfterMs) return { id: open.id, isTold: false };
  await tx.update(notifications).set({ raisedAt: at }).where(eq(notifications.id, open.id));
  const { id, audience } = open;
  await addRecipients(tx, { id, dealershipId, kind, audience, at, isEscalated: open.escalatedAt !== null });
  await tell(tx, { id, dealershipId, kind, title, link });
  return { id, isTold: true };
}

export function ofOwner(dealershipId: string | null) {
  return dealershipId === null ? isNull(notifications.dealershipId) : eq(notifications.dealershipId, dealershipId);
}

async function escalationTime(
  tx: Transaction,
  { dealershipId, kind, audience, at }: { dealershipId: string | null; kind: NotificationKind; audience: Audience; at: Date },
): Promise<Date | null> {
  if (dealershipId === null || audience !== 'managers' || !notificationKinds[kind].escalates) return null;
  const [rules] = await tx.select().from(notificationRules).where(eq(notificationRules.dealershipId, dealershipId));
  const minutes = rules === undefined ? usualEscalationMinutes : rules.escalateAfterMinutes;
  return minutes === null ? null : new Date(at.getTime() + minutes * minuteMs);
}

export interface Telling {
  readonly id: string;
  readonly dealershipId: string | null;
  readonly kind: NotificationKind;
  readonly audience: Audience;
  readonly at: Date;
  /** Whether owners are to get it too. */
  readonly isEscalated: boolean;
  readonly byPersonId?: string | undefined;
}

/** Puts it before everybody whom it concerns, as each of them has chosen. */
export async function addRecipients(tx: Transaction, telling: Telling): Promise<void> {
  const { id, dealershipId, kind, at, byPersonId } = telling;
  const found = await peopleOf(tx, telling);
  const rows = found.map(({ personId, chosen, isFirst }) => {
    const channels = chosen?.[kind] ?? { inPage: true, email: notificationKinds[kind].isMailed };
    const mailDueAt = channels.email && isFirst ? at : null;
    return {
      notificationId: id,
      personId,
      dealershipId,
      isInPage: channels.inPage,
      at,
      readAt: personId === byPersonId ? at : null,
      mailDueAt,
    };
  });
  if (rows.length === 0) return;
  await tx
    .insert(notificationRecipients)
    .values(rows)
    .onConflictDoUpdate({
      target: [notificationRecipients.notificationId, notificationRecipients.personId],
      // A mail that still waits for its time goes out all the same.
      set: { at, readAt: null, mailDueAt: sql`coalesce(excluded.mail_due_at, ${notificationRecipients.mailDueAt})` },
    });
}

interface Addressee {
  readonly personId: string;
  readonly chosen: Partial<Record<NotificationKind, { inPage: boolean; email: boolean }>> | null;
  /** Whether a mail goes to this person at this level already. */
  readonly isFirst: boolean;
}

async function peopleOf(tx: Transaction, { dealershipId, audience, kind, isEscalated }: Telling): Promise<Addressee[]> {
  if (dealershipId === null || audience === 'operators') return await operators(tx);
  const rows = await tx
    .select({ personId: memberships.personId, role: memberships.role, chosen: notificationPreferences.kinds })
    .from(memberships)
    .leftJoin(
      notificationPreferences,
      and(eq(notificationPreferences.dealershipId, memberships.dealershipId), eq(notificationPreferences.personId, memberships.personId)),
    )
    .where(and(eq(memberships.dealershipId, dealershipId), inArray(memberships.role, [...rolesOfAudience[audience]])));
  // Where there are managers, owners get a mail only of what they leave lying; where there are none, at once.
  const waits = notificationKinds[kind].escalates && !isEscalated && rows.some(({ role }) => role === 'manager');
  return rows.map(({ role, ...row }) => ({ ...row, isFirst: isEscalated ? role === 'owner' : role !== 'owner' || !waits }));
}

async function operators(tx: Transaction): Promise<Addressee[]> {
  const rows = await tx.select({ personId: people.id }).from(people).where(eq(people.isOperator, true));
  return rows.map(({ personId }) => ({ personId, chosen: null, isFirst: true }));
}

/** Lets pages show it and mails go out, once the transaction is committed. */
export async function tell(
  tx: Transaction,
  told: { id: string; dealershipId: string | null; kind: NotificationKind; title: string; link: string | null },
): Promise<void> {
  const { id, kind, title, link, dealershipId } = told;
  const places = dealershipId === null ? await dealershipsOfRecipients(tx, id) : [dealershipId];
  await appendEvents(
    tx,
    places.map((place) => ({ dealershipId: place, type: 'notification.raised', data: { id, kind, title, link } })),
  );
  await tx.execute(sql`select pg_notify(${notificationsChannel}, '')`);
}

async function dealershipsOfRecipients(tx: Transaction, notificationId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ dealershipId: memberships.dealershipId })
    .from(notificationRecipients)
    .innerJoin(memberships, eq(memberships.personId, notificationRecipients.personId))
    .where(eq(notificationRecipients.notificationId, notificationId));
  return rows.map(({ dealershipId }) => dealershipId);
}

/** Somebody takes care of what a key names: nobody else is told. @returns whether there was something to acknowledge */
export async function acknowledgeByKey(
  tx: Transaction,
  dealershipId: string | null,
  groupKey: string,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<boolean> {
  const ended = await tx
    .update(notifications)
    .set({ acknowledgedAt: at, acknowledgedBy: by, escalateAt: null })
    .where(and(ofOwner(dealershipId), eq(notifications.groupKey, groupKey), isNull(notifications.acknowledgedAt)))
    .returning({ id: notifications.id });
  for (const { id } of ended) {
    await tx
      .update(notificationRecipients)
      .set({ mailDueAt: null, readAt: sql`coalesce(${notificationRecipients.readAt}, ${at.toISOString()}::timestamptz)` })
      .where(eq(notificationRecipients.notificationId, id));
    if (dealershipId !== null) await appendEvent(tx, dealershipId, 'notification.changed', { id });
  }
  return ended.length > 0;
}
