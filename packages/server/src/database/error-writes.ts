import { errorCodes, isErrorCode, wordsOf } from '@forecourt/errors';
import type { ErrorEvent, FailurePlace } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { and, desc, eq, inArray, isNull, notInArray, sql } from './drizzle.ts';
import { appendEvent } from './events.ts';
import { notify } from './notifications.ts';
import type { Transaction } from './orm.ts';
import { errorGroups, errorHours, errorJobs, errorOccurrences, jobs } from './schema.ts';

/** One failure as it is kept. */
export interface NewOccurrence {
  readonly id: string;
  readonly at: Date;
  readonly message: string;
  readonly correlationId: string | null;
  readonly jobId: string | null;
  readonly photoId: string | null;
  readonly details: Record<string, unknown>;
}

/** Failures of one group that are written together. */
export interface FailureBatch {
  readonly dealershipId: string | null;
  readonly fingerprint: string;
  readonly code: string;
  readonly where: FailurePlace;
  readonly operation: string | null;
  readonly provider: string | null;
  message: string;
  hint: string;
  count: number;
  readonly firstAt: Date;
  lastAt: Date;
  /** Counts by the hour's beginning, in milliseconds of the epoch. */
  readonly hours: Map<number, number>;
  readonly occurrences: NewOccurrence[];
  readonly jobs: Map<string, { readonly photoId: string; readonly at: Date }>;
}

/** What the batch made of its group. */
export type Became = 'opened' | 'regressed' | 'seen';

const keptOccurrences = 20;

/** Writes failures down, opens their group or lets it come back, and tells people of either. */
export async function writeFailures(
  tx: Transaction,
  batch: FailureBatch,
): Promise<{ id: string; count: number; lastSeenAt: Date; became: Became }> {
  const { id, became } = await openGroup(tx, batch);
  const [group] = await tx
    .update(errorGroups)
    .set({
      message: batch.message,
      hint: hintOf(batch),
      count: sql`${errorGroups.count} + ${batch.count}`,
      firstSeenAt: sql`least(${errorGroups.firstSeenAt}, ${batch.firstAt.toISOString()}::timestamptz)`,
      lastSeenAt: sql`greatest(${errorGroups.lastSeenAt}, ${batch.lastAt.toISOString()}::timestamptz)`,
      ...(became === 'regressed' && { state: 'regressed' as const }),
    })
    .where(eq(errorGroups.id, id))
    .returning();
  if (group === undefined) return { id, count: batch.count, lastSeenAt: batch.lastAt, became };
  await addRows(tx, id, batch);
  if (became !== 'seen') await tellPeople(tx, group);
  if (became !== 'seen' && group.dealershipId !== null) await appendEvent(tx, group.dealershipId, 'error.raised', eventOf(group));
  return { id, count: group.count, lastSeenAt: group.lastSeenAt, became };
}

type GroupRow = typeof errorGroups.$inferSelect;

/** What everybody who follows the events may know of a group. */
export function eventOf(group: GroupRow): ErrorEvent {
  return {
    id: group.id,
    code: group.code,
    where: group.place,
    operation: group.operation,
    provider: group.provider,
    title: titleOf(group.code),
    state: group.state,
    count: group.count,
    firstSeenAt: group.firstSeenAt.toISOString(),
    lastSeenAt: group.lastSeenAt.toISOString(),
  };
}

export function titleOf(code: string): string {
  return isErrorCode(code) ? wordsOf(code).title : code;
}

/** The key under which people are told of a group. */
export const notificationKeyOf = (groupId: string) => `error:${groupId}`;

function hintOf({ hint, code }: FailureBatch): string {
  return hint === '' && isErrorCode(code) ? errorCodes[code].hint : hint;
}

/** The group's row, made if it is not there, and locked. */
async function openGroup(tx: Transaction, batch: FailureBatch): Promise<{ id: string; became: Became }> {
  const { dealershipId, fingerprint, code, where, operation, provider, message, firstAt, lastAt } = batch;
  const [made] = await tx
    .insert(errorGroups)
    .values({
      id: newId(),
      dealershipId,
      fingerprint,
      code,
      place: where,
      operation,
      provider,
      message,
      hint: hintOf(batch),
      firstSeenAt: firstAt,
      lastSeenAt: lastAt,
    })
    .onConflictDoNothing()
    .returning({ id: errorGroups.id });
  if (made !== undefined) return { id: made.id, became: 'opened' };
  const [found] = await tx
    .select({ id: errorGroups.id, state: errorGroups.state, changedAt: errorGroups.changedAt })
    .from(errorGroups)
    .where(
      and(
        dealershipId === null ? isNull(errorGroups.dealershipId) : eq(errorGroups.dealershipId, dealershipId),
        eq(errorGroups.fingerprint, fingerprint),
      ),
    )
    .for('update');
  // Removed in between: the next batch makes it anew.
  if (found === undefined) return { id: newId(), became: 'seen' };
  // What failed before it was resolved, and is written only now, is no return.
  const isBack = found.state === 'resolved' && (found.changedAt === null || lastAt > found.changedAt);
  return { id: found.id, became: isBack ? 'regressed' : 'seen' };
}

async function addRows(tx: Transaction, groupId: string, batch: FailureBatch): Promise<void> {
  const { dealershipId } = batch;
  const hours = [...batch.hours].map(([hour, count]) => ({ groupId, dealershipId, hour: new Date(hour), count }));
  if (hours.length > 0) {
    await tx
      .insert(errorHours)
      .values(hours)
      .onConflictDoUpdate({
        target: [errorHours.groupId, errorHours.hour],
        set: { count: sql`${errorHours.count} + excluded.count` },
      });
  }
  if (batch.occurrences.length > 0) {
    await tx.insert(errorOccurrences).values(batch.occurrences.map((occurrence) => ({ ...occurrence, groupId, dealershipId })));
    const kept = tx
      .select({ id: errorOccurrences.id })
      .from(errorOccurrences)
      .where(eq(errorOccurrences.groupId, groupId))
      .orderBy(desc(errorOccurrences.id))
      .limit(keptOccurrences);
    await tx.delete(errorOccurrences).where(and(eq(errorOccurrences.groupId, groupId), notInArray(errorOccurrences.id, kept)));
  }
  if (dealershipId !== null && batch.jobs.size > 0) await addJobs(tx, groupId, dealershipId, batch);
}

/** Only jobs that are still there: a photo may have been removed since its job failed. */
async function addJobs(tx: Transaction, groupId: string, dealershipId: string, batch: FailureBatch): Promise<void> {
  const found = await tx
    .select({ jobId: jobs.id, photoId: jobs.photoId })
    .from(jobs)
    .where(and(eq(jobs.dealershipId, dealershipId), inArray(jobs.id, [...batch.jobs.keys()])))
    .for('key share');
  const rows = found.flatMap(({ jobId, photoId }) => {
    return photoId === null ? [] : [{ groupId, dealershipId, jobId, photoId, at: batch.jobs.get(jobId)?.at ?? batch.lastAt }];
  });
  if (rows.length === 0) return;
  await tx
    .insert(errorJobs)
    .values(rows)
    .onConflictDoUpdate({ target: [errorJobs.groupId, errorJobs.jobId], set: { at: sql`excluded.at` } });
}

/** What lies with one picture is told on its card; an engine that cannot get ready, by each job that it stops. */
function isTold({ code, place }: GroupRow): boolean {
  return place !== 'engine' && !(isErrorCode(code) && errorCodes[code].fault === 'picture');
}

async function tellPeople(tx: Transaction, group: GroupRow): Promise<void> {
  if (!isTold(group)) return;
  const isBack = group.state === 'regressed';
  await notify(tx, {
    dealershipId: group.dealershipId,
    kind: isBack ? 'error.regressed' : 'error.opened',
    title: isBack ? `Back again: ${titleOf(group.code)}` : titleOf(group.code),
    body: `${group.message} ${group.hint}`.trim(),
    link: `/errors?error=${group.id}`,
    groupKey: notificationKeyOf(group.id),
    ...(group.dealershipId === null && { audience: 'operators' as const }),
    at: group.lastSeenAt,
  });
}
