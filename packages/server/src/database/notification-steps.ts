import type { QuietHours } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { and, asc, eq, isNotNull, lte, max, sql } from './drizzle.ts';
import { addRecipients, tell } from './notifications.ts';
import { rowsOf, type Transaction } from './orm.ts';
import { memberships, notificationPreferences, notificationRecipients, notifications, people } from './schema.ts';

/** Any number: all of Forecourt's servers on one database have to take the same. */
const advisoryLock = 7_039_212_029;
const mostAtOnce = 500;

/** Whether this transaction may send and escalate: one at a time does, in whichever process. */
export async function lockSteps(tx: Transaction): Promise<boolean> {
  const result = await tx.execute(sql`select pg_try_advisory_xact_lock(${advisoryLock}) as locked`);
  return rowsOf(z.object({ locked: z.boolean() }), result)[0]?.locked === true;
}

/** Tells owners of what nobody has acknowledged in time. @returns how many */
export async function escalateDue(tx: Transaction, at: Date): Promise<number> {
  const due = await tx
    .select()
    .from(notifications)
    .where(and(isNotNull(notifications.escalateAt), lte(notifications.escalateAt, at)))
    .limit(mostAtOnce);
  for (const { id, dealershipId, kind, audience, title, link } of due) {
    await tx.update(notifications).set({ escalateAt: null, escalatedAt: at }).where(eq(notifications.id, id));
    await addRecipients(tx, { id, dealershipId, kind, audience, at, isEscalated: true });
    await tell(tx, { id, dealershipId, kind, title, link });
  }
  return due.length;
}

/** What one person is to be mailed now. */
export interface DueMail {
  readonly personId: string;
  readonly to: string;
  /** Where it is counted; of what concerns the installation, one of the person's. */
  readonly dealershipId: string;
  readonly quietHours: QuietHours | null;
  readonly lastMailAt: Date | null;
  readonly told: readonly {
    readonly id: string;
    readonly title: string;
    readonly body: string;
    readonly link: string | null;
    readonly isEscalated: boolean;
  }[];
}

/** Mails that are due, one for each person and dealership. */
export async function findDueMails(tx: Transaction, at: Date): Promise<DueMail[]> {
  const rows = await tx
    .select({
      personId: notificationRecipients.personId,
      to: people.email,
      dealershipId: sql<string>`coalesce(${notificationRecipients.dealershipId}, (select ${memberships.dealershipId} from ${memberships}
        where ${memberships.personId} = ${people.id} order by ${memberships.createdAt} limit 1))`,
      told: {
        id: notifications.id,
        title: notifications.title,
        body: notifications.body,
        link: notifications.link,
        isEscalated: sql<boolean>`${notifications.escalatedAt} is not null`,
      },
    })
    .from(notificationRecipients)
    .innerJoin(notifications, eq(notifications.id, notificationRecipients.notificationId))
    .innerJoin(people, eq(people.id, notificationRecipients.personId))
    .where(and(isNotNull(notificationRecipients.mailDueAt), lte(notificationRecipients.mailDueAt, at)))
    .orderBy(asc(notificationRecipients.at))
    .limit(mostAtOnce);
  const mails: DueMail[] = [];
  for (const group of Map.groupBy(rows, ({ personId, dealershipId }) => `${personId} ${dealershipId}`).values()) {
    const [first] = group;
    if (first !== undefined) mails.push(await withPerson(tx, first, group));
  }
  return mails;
}

type DueRow = Pick<DueMail, 'personId' | 'to' | 'dealershipId'> & { readonly told: DueMail['told'][number] };

async function withPerson(tx: Transaction, { personId, to, dealershipId }: DueRow, rows: readonly DueRow[]): Promise<DueMail> {
  const [chosen] = await tx
    .select({ quietHours: notificationPreferences.quietHours })
    .from(notificationPreferences)
    .where(and(eq(notificationPreferences.dealershipId, dealershipId), eq(notificationPreferences.personId, personId)));
  const [last] = await tx
    .select({ at: max(notificationRecipients.mailedAt) })
    .from(notificationRecipients)
    .where(eq(notificationRecipients.personId, personId));
  return {
    personId,
    to,
    dealershipId,
    quietHours: chosen?.quietHours ?? null,
    lastMailAt: last?.at ?? null,
    told: rows.map(({ told }) => told),
  };
}

/** Marks what stands in a mail that goes out with this transaction. */
export async function markMailed(tx: Transaction, mail: DueMail, at: Date): Promise<void> {
  await setMail(tx, mail, { mailDueAt: null, mailedAt: at });
}

/** Leaves it for later: quiet hours, or another mail went out a moment ago. */
export async function postponeMail(tx: Transaction, mail: DueMail, until: Date): Promise<void> {
  await setMail(tx, mail, { mailDueAt: until });
}

async function setMail(tx: Transaction, { personId, told }: DueMail, change: { mailDueAt: Date | null; mailedAt?: Date }): Promise<void> {
  for (const { id } of told) {
    await tx
      .update(notificationRecipients)
      .set(change)
      .where(and(eq(notificationRecipients.personId, personId), eq(notificationRecipients.notificationId, id)));
  }
}
