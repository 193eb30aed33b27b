import { errorCodes, ForecourtError, isErrorCode } from '@forecourt/errors';
import type { AffectedJob, ErrorDetail, ErrorGroup, ErrorHour, ErrorState, FailurePlace } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, asc, desc, eq, gte, isNull, lt, ne, or, type SQL, sql } from './drizzle.ts';
import { eventOf, notificationKeyOf, titleOf } from './error-writes.ts';
import { appendEvent } from './events.ts';
import { acknowledgeByKey } from './notifications.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { errorGroups, errorHours, errorJobs, errorOccurrences, jobs, photos } from './schema.ts';

/** Whose groups: those of one dealership, or those that belong to no dealership. */
export type ErrorOwner = { readonly dealershipId: string } | 'installation';

export interface ErrorQuery extends PageQuery {
  readonly state?: ErrorState | 'active' | undefined;
  readonly code?: string | undefined;
  readonly where?: FailurePlace | undefined;
  readonly since?: string | undefined;
}

const hourMs = 60 * 60 * 1000;
const dayHours = 24;
const shownJobs = 100;

const cursorSchema = z.tuple([z.literal('errors'), z.iso.datetime(), z.uuid()]);

const owned = (owner: ErrorOwner, column: typeof errorGroups.dealershipId | typeof errorHours.dealershipId): SQL =>
  owner === 'installation' ? isNull(column) : eq(column, owner.dealershipId);

const isFailed = and(eq(jobs.dealershipId, errorJobs.dealershipId), eq(jobs.id, errorJobs.jobId), eq(jobs.state, 'failed'));

/** A figure of each group, by an index on its group. Nested, since drizzle leaves the tables' names out of the outermost statement. */
const figure = (query: SQL) => sql<number>`(${query})`.mapWith(Number);
const ofGroup = eq(errorJobs.groupId, errorGroups.id);

function columns(since: Date) {
  return {
    group: errorGroups,
    lastDayCount: figure(sql`select coalesce(sum(${errorHours.count}), 0) from ${errorHours}
      where ${errorHours.groupId} = ${errorGroups.id} and ${errorHours.hour} >= ${since.toISOString()}::timestamptz`),
    jobCount: figure(sql`select count(*) from ${errorJobs} where ${ofGroup}`),
    photoCount: figure(sql`select count(distinct ${errorJobs.photoId}) from ${errorJobs} where ${ofGroup}`),
    failedJobCount: figure(sql`select count(*) from ${errorJobs} inner join ${jobs} on ${isFailed} where ${ofGroup}`),
  };
}

type Row = { readonly group: typeof errorGroups.$inferSelect } & Record<
  'lastDayCount' | 'jobCount' | 'photoCount' | 'failedJobCount',
  number
>;

function groupOf({ group, ...counts }: Row): ErrorGroup {
  const { dealershipId, fingerprint: _fingerprint, place, hint, code, firstSeenAt, lastSeenAt, changedAt, ...rest } = group;
  return {
    ...rest,
    ...counts,
    code,
    where: place,
    title: titleOf(code),
    hint: hint === '' && isErrorCode(code) ? errorCodes[code].hint : hint,
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    changedAt: changedAt?.toISOString() ?? null,
    isOfInstallation: dealershipId === null,
  };
}

/** Groups, the one that happened last first. @throws INVALID_INPUT for a cursor of something else */
export async function listErrors(
  orm: ForecourtOrm,
  owner: ErrorOwner,
  query: ErrorQuery,
  at: Date = new Date(),
): Promise<Page<ErrorGroup>> {
  const { cursor, limit, state, code, where, since } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor);
  const { lastSeenAt, id } = errorGroups;
  const rows = await orm
    .select(columns(dayBefore(at)))
    .from(errorGroups)
    .where(
      and(
        owned(owner, errorGroups.dealershipId),
        state === 'active' ? ne(errorGroups.state, 'resolved') : state && eq(errorGroups.state, state),
        code === undefined ? undefined : eq(errorGroups.code, code),
        where && eq(errorGroups.place, where),
        since === undefined ? undefined : gte(errorGroups.lastSeenAt, new Date(since)),
        after && or(lt(lastSeenAt, new Date(after[1])), and(eq(lastSeenAt, new Date(after[1])), lt(id, after[2]))),
      ),
    )
    .orderBy(desc(lastSeenAt), desc(id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ group }) => ['errors', group.lastSeenAt.toISOString(), group.id]);
  return { items: page.items.map(groupOf), nextCursor: page.nextCursor };
}

/** @throws NOT_FOUND, also for a group of somebody else */
export async function readErrorGroup(orm: ForecourtOrm, owner: ErrorOwner, id: string, at: Date = new Date()): Promise<ErrorGroup> {
  const [row] = await orm
    .select(columns(dayBefore(at)))
    .from(errorGroups)
    .where(and(eq(errorGroups.id, id), owned(owner, errorGroups.dealershipId)));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such error.');
  return groupOf(row);
}

/** One group with everything that is kept of it. @throws NOT_FOUND */
export async function readErrorDetail(orm: ForecourtOrm, owner: ErrorOwner, id: string, at: Date = new Date()): Promise<ErrorDetail> {
  const group = await readErrorGroup(orm, owner, id, at);
  const rows = await orm.select().from(errorOccurrences).where(eq(errorOccurrences.groupId, id)).orderBy(desc(errorOccurrences.id));
  const occurrences = rows.map(({ groupId: _groupId, dealershipId: _dealershipId, at: moment, ...rest }) => ({
    ...rest,
    at: moment.toISOString(),
  }));
  return {
    ...group,
    occurrences,
    hours: await readHours(orm, eq(errorHours.groupId, id), at),
    affected: await readAffected(orm, id, shownJobs),
  };
}

/** Failures per hour over the last day, with a nought where nothing failed. */
export function readErrorRate(orm: ForecourtOrm, owner: ErrorOwner, at: Date = new Date()): Promise<ErrorHour[]> {
  return readHours(orm, owned(owner, errorHours.dealershipId), at);
}

async function readHours(orm: ForecourtOrm, which: SQL, at: Date): Promise<ErrorHour[]> {
  const first = Math.floor(at.getTime() / hourMs) * hourMs - (dayHours - 1) * hourMs;
  const rows = await orm
    .select({ hour: errorHours.hour, count: sql<number>`sum(${errorHours.count})`.mapWith(Number) })
    .from(errorHours)
    .where(and(which, gte(errorHours.hour, new Date(first))))
    .groupBy(errorHours.hour);
  const counts = new Map(rows.map(({ hour, count }) => [hour.getTime(), count]));
  return Array.from({ length: dayHours }, (_, index) => {
    const hour = first + index * hourMs;
    return { at: new Date(hour).toISOString(), count: counts.get(hour) ?? 0 };
  });
}

async function readAffected(orm: ForecourtOrm, groupId: string, limit: number): Promise<AffectedJob[]> {
  const rows = await orm
    .select({
      jobId: errorJobs.jobId,
      photoId: errorJobs.photoId,
      photoName: photos.name,
      vehicleId: photos.vehicleId,
      state: jobs.state,
      at: errorJobs.at,
    })
    .from(errorJobs)
    .innerJoin(jobs, and(eq(jobs.dealershipId, errorJobs.dealershipId), eq(jobs.id, errorJobs.jobId)))
    .innerJoin(photos, and(eq(photos.dealershipId, errorJobs.dealershipId), eq(photos.id, errorJobs.photoId)))
    .where(eq(errorJobs.groupId, groupId))
    .orderBy(sql`${jobs.state} <> 'failed'`, desc(errorJobs.at), asc(errorJobs.jobId))
    .limit(limit);
  return rows.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() }));
}

/** Jobs of a group that still stand as failed, oldest first. */
export async function readFailedJobs(orm: ForecourtOrm, groupId: string, limit: number): Promise<string[]> {
  const rows = await orm
    .select({ jobId: errorJobs.jobId })
    .from(errorJobs)
    .innerJoin(jobs, isFailed)
    .where(eq(errorJobs.groupId, groupId))
    .orderBy(asc(errorJobs.jobId))
    .limit(limit);
  return rows.map(({ jobId }) => jobId);
}

export interface ErrorChange {
  readonly to: 'acknowledged' | 'resolved' | 'open';
  /** Who changes it. */
  readonly by: string;
  readonly at: Date;
}

/** What each change applies to; of anything else it leaves the group as it is. */
const changeable: Readonly<Record<ErrorChange['to'], readonly ErrorState[]>> = {
  acknowledged: ['open', 'regressed'],
  resolved: ['open', 'regressed', 'acknowledged'],
  open: ['acknowledged', 'resolved'],
};

/** Acknowledges, resolves or reopens a group, and ends the telling of people where somebody takes care of it. @throws NOT_FOUND */
export async function changeErrorState(tx: Transaction, owner: ErrorOwner, id: string, { to, by, at }: ErrorChange): Promise<void> {
  const [found] = await tx
    .select({ state: errorGroups.state })
    .from(errorGroups)
    .where(and(eq(errorGroups.id, id), owned(owner, errorGroups.dealershipId)))
    .for('update');
  if (found === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such error.');
  if (!changeable[to].includes(found.state)) return;
  const [changed] = await tx.update(errorGroups).set({ state: to, changedBy: by, changedAt: at }).where(eq(errorGroups.id, id)).returning();
  if (changed === undefined) return;
  if (to !== 'open') await acknowledgeByKey(tx, changed.dealershipId, notificationKeyOf(id), { by, at });
  if (changed.dealershipId !== null) await appendEvent(tx, changed.dealershipId, 'error.changed', eventOf(changed));
}

/** Forgets groups that have not happened since, and counts by the hour of which no page tells any more. */
export async function removeErrorsBefore(orm: ForecourtOrm, moment: Date, at: Date = new Date()): Promise<void> {
  await orm.delete(errorGroups).where(lt(errorGroups.lastSeenAt, moment));
  await orm.delete(errorHours).where(lt(errorHours.hour, new Date(dayBefore(at).getTime() - dayHours * hourMs)));
}

function dayBefore(at: Date): Date {
  return new Date(at.getTime() - dayHours * hourMs);
}
