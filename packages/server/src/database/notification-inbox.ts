import { ForecourtError } from '@forecourt/errors';
import { type Notification, notificationKinds } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, desc, eq, isNull, lt, or, sql } from './drizzle.ts';
import { acknowledgeByKey } from './notifications.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { notificationRecipients, notifications } from './schema.ts';

/** A person in one dealership: whose notifications. */
export interface Reader {
  readonly dealershipId: string;
  readonly personId: string;
}

export interface InboxQuery extends PageQuery {
  readonly state: 'all' | 'unread';
}

const cursorSchema = z.tuple([z.literal('notifications'), z.iso.datetime(), z.uuid()]);

/** What a person sees in a dealership: what concerns it, and what concerns the installation. */
const isSeenBy = ({ dealershipId, personId }: Reader) =>
  and(
    eq(notificationRecipients.personId, personId),
    eq(notificationRecipients.isInPage, true),
    or(eq(notificationRecipients.dealershipId, dealershipId), isNull(notificationRecipients.dealershipId)),
  );

const ofNotification = eq(notifications.id, notificationRecipients.notificationId);

/** What a person was told, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listNotifications(orm: ForecourtOrm, reader: Reader, query: InboxQuery): Promise<Page<Notification>> {
  const { cursor, limit, state } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor);
  const { at, notificationId: id, readAt } = notificationRecipients;
  const rows = await orm
    .select({ told: notificationRecipients, notification: notifications })
    .from(notificationRecipients)
    .innerJoin(notifications, ofNotification)
    .where(
      and(
        isSeenBy(reader),
        state === 'unread' ? isNull(readAt) : undefined,
        after && or(lt(at, new Date(after[1])), and(eq(at, new Date(after[1])), lt(id, after[2]))),
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ told }) => ['notifications', told.at.toISOString(), told.notificationId]);
  return { items: page.items.map(notificationOf), nextCursor: page.nextCursor };
}

interface Row {
  readonly told: typeof notificationRecipients.$inferSelect;
  readonly notification: typeof notifications.$inferSelect;
}

function notificationOf({ told, notification }: Row): Notification {
  const { id, kind, title, body, link, count, acknowledgedAt, acknowledgedBy, escalatedAt } = notification;
  return {
    id,
    kind,
    title,
    body,
    link,
    count,
    at: told.at.toISOString(),
    readAt: told.readAt?.toISOString() ?? null,
    wantsAcknowledgement: notificationKinds[kind].escalates && acknowledgedAt === null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy,
    isEscalated: escalatedAt !== null,
  };
}

/** How many a person has not read yet. */
export function countUnread(orm: ForecourtOrm, reader: Reader): Promise<number> {
  return orm.$count(notificationRecipients, and(isSeenBy(reader), isNull(notificationRecipients.readAt)));
}

/** Marks one as read, or all. What wants no acknowledgement is dealt with by that. @throws NOT_FOUND for one that is not the reader's */
export async function markRead(
  tx: Transaction,
  reader: Reader,
  { which, by, at }: { readonly which: string | 'all'; readonly by: string; readonly at: Date },
): Promise<void> {
  const wanted = which === 'all' ? isNull(notificationRecipients.readAt) : eq(notificationRecipients.notificationId, which);
  const read = await tx
    .update(notificationRecipients)
    // Whoever has read it here needs no mail about it.
    .set({ readAt: sql`coalesce(${notificationRecipients.readAt}, ${at.toISOString()}::timestamptz)`, mailDueAt: null })
    .where(and(isSeenBy(reader), wanted))
    .returning({ id: notificationRecipients.notificationId });
  if (which !== 'all' && read.length === 0) throw new ForecourtError('NOT_FOUND', 'There is no such notification.');
  for (const { id } of read) await endIfOnlyTold(tx, id, { by, at });
}

/** One that asks for nothing is over when somebody has read it: if the same happens again, that is news. */
async function endIfOnlyTold(tx: Transaction, id: string, { by, at }: { readonly by: string; readonly at: Date }): Promise<void> {
  const [found] = await tx.select({ kind: notifications.kind }).from(notifications).where(eq(notifications.id, id));
  if (found === undefined || notificationKinds[found.kind].escalates) return;
  await tx
    .update(notifications)
    .set({ acknowledgedAt: at, acknowledgedBy: by })
    .where(and(eq(notifications.id, id), isNull(notifications.acknowledgedAt)));
}

/** @throws NOT_FOUND for one that is not the reader's */
export async function readNotification(orm: ForecourtOrm, reader: Reader, id: string): Promise<Notification & { groupKey: string }> {
  const [row] = await orm
    .select({ told: notificationRecipients, notification: notifications })
    .from(notificationRecipients)
    .innerJoin(notifications, ofNotification)
    .where(and(isSeenBy(reader), eq(notificationRecipients.notificationId, id)));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such notification.');
  return { ...notificationOf(row), groupKey: row.notification.groupKey };
}

/** The reader takes care of it: nobody else is told. @throws NOT_FOUND */
export async function acknowledge(
  tx: Transaction,
  reader: Reader,
  id: string,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  const { groupKey } = await readNotification(tx, reader, id);
  const [found] = await tx.select({ dealershipId: notifications.dealershipId }).from(notifications).where(eq(notifications.id, id));
  await acknowledgeByKey(tx, found?.dealershipId ?? null, groupKey, { by, at });
}

/** Forgets what was told before. */
export async function removeNotificationsBefore(orm: ForecourtOrm, moment: Date): Promise<void> {
  await orm.delete(notifications).where(lt(notifications.raisedAt, moment));
}
