import { type AuditActor, type DeadLetterCause, type DeadLetterChoice, problemSchema } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { appendAudit } from './audit.ts';
import { and, eq, inArray, lte, type SQL, sql } from './drizzle.ts';
import { atRest, named, problemCode, showOnPhotos, tellPhotos } from './job-rows.ts';
import type { Database, ForecourtOrm, Transaction } from './open.ts';
import { rowsOf } from './orm.ts';
import { jobs, photos } from './schema.ts';

/** A job that failed for good and is still the last that was tried on its photo. */
const isDead = (dealershipId: string) => and(eq(jobs.dealershipId, dealershipId), eq(jobs.state, 'failed'));
const ofPhoto = and(eq(photos.dealershipId, jobs.dealershipId), eq(photos.id, jobs.photoId), eq(photos.jobId, jobs.id));

const causeSchema = z.object({
  code: z.string(),
  provider: z.string().nullable(),
  count: z.coerce.number(),
  tries: z.coerce.number(),
  firstSeenAt: z.coerce.date(),
  lastSeenAt: z.coerce.date(),
  problem: problemSchema,
});

/** Why jobs failed for good, the most frequent cause first. */
export async function listDeadLetters(orm: ForecourtOrm, dealershipId: string): Promise<DeadLetterCause[]> {
  const result = await orm.execute(sql`
    select ${problemCode} as code, ${jobs.provider} as provider, count(*) as count, sum(${jobs.attempts}) as tries,
      min(${jobs.finishedAt}) as "firstSeenAt", max(${jobs.finishedAt}) as "lastSeenAt",
      (array_agg(${jobs.problem} order by ${jobs.finishedAt} desc))[1] as problem
    from ${jobs} join ${photos} on ${ofPhoto}
    where ${isDead(dealershipId)} and ${problemCode} is not null
    group by ${problemCode}, ${jobs.provider}
    order by count desc, "lastSeenAt" desc`);
  return rowsOf(causeSchema, result).map((row) => ({
    ...row,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
}

export interface DeadLetterStep {
  readonly dealershipId: string;
  readonly choice: DeadLetterChoice;
  readonly by: AuditActor;
  /** Only those that failed until then: one that fails again meanwhile is not taken twice. */
  readonly failedUntil: Date;
  readonly most: number;
}

const chosen = (choice: DeadLetterChoice): SQL | undefined => {
  if (choice.which === 'all') return undefined;
  if (choice.which === 'these') return inArray(jobs.id, choice.jobIds);
  return and(sql`${problemCode} = ${choice.code}`, sql`${jobs.provider} is not distinct from ${choice.provider}`);
};

const choiceOf = ({ dealershipId, choice, failedUntil }: DeadLetterStep) =>
  and(isDead(dealershipId), chosen(choice), lte(jobs.finishedAt, failedUntil));

/** How many are still to be taken. */
export async function countDeadLetters(orm: ForecourtOrm, step: DeadLetterStep): Promise<number> {
  const [row] = await orm.select({ count: sql<number>`count(*)::int` }).from(jobs).innerJoin(photos, ofPhoto).where(choiceOf(step));
  return row?.count ?? 0;
}

/** The time of the database, by which jobs fail. */
export async function readDatabaseTime(orm: ForecourtOrm): Promise<Date> {
  const oneRow = z.object({ rows: z.tuple([z.object({ now: z.coerce.date() })]) });
  return oneRow.parse(await orm.execute(sql`select now() as now`)).rows[0].now;
}

/**
 * Lets the next few failed jobs wait for their turn again, with all their tries. What somebody else is at just now is left out, so that two who
 * ask at once take each job once between them.
 */
export function retryDeadLetters(database: Database, step: DeadLetterStep): Promise<{ jobId: string; priority: number }[]> {
  return database.transaction(async (tx) => {
    const rows = await lockStep(tx, step);
    // Many at once go behind what comes in meanwhile; what somebody picked by hand keeps its place.
    const priority = step.choice.which === 'these' ? jobs.priority : sql`least(${jobs.priority}, -1)`;
    const retried = await tx
      .update(jobs)
      .set({
        ...atRest,
        state: 'waiting',
        attempts: 0,
        problem: null,
        nextTryAt: null,
        finishedAt: null,
        startedAt: null,
        priority: sql`${priority}`,
      })
      .from(named(rows))
      .where(sql`${jobs.dealershipId} = named."dealershipId" and ${jobs.id} = named."jobId"`)
      .returning({ jobId: jobs.id, priority: jobs.priority });
    await showOnPhotos(tx, rows, 'waiting');
    await writeDown(tx, step, 'job.retried', rows.length);
    await tellPhotos(tx, rows);
    return retried;
  });
}

/** Takes the next few off the list without another try. @returns how many */
export function discardDeadLetters(database: Database, step: DeadLetterStep): Promise<number> {
  return database.transaction(async (tx) => {
    const rows = await lockStep(tx, step);
    await tx
      .update(jobs)
      .set({ ...atRest, state: 'cancelled', nextTryAt: null })
      .from(named(rows))
      .where(sql`${jobs.dealershipId} = named."dealershipId" and ${jobs.id} = named."jobId"`);
    await showOnPhotos(tx, rows, 'cancelled');
    await writeDown(tx, step, 'job.cancelled', rows.length);
    await tellPhotos(tx, rows);
    return rows.length;
  });
}

/** One entry for a step, however many jobs it has. */
async function writeDown(
  tx: Transaction,
  { dealershipId, by, choice }: DeadLetterStep,
  action: 'job.retried' | 'job.cancelled',
  count: number,
): Promise<void> {
  if (count > 0) await appendAudit(tx, { dealershipId, actor: by, action, target: null, details: { ...choice, count } });
}

function lockStep(tx: ForecourtOrm, step: DeadLetterStep) {
  return tx
    .select({ dealershipId: jobs.dealershipId, jobId: jobs.id, photoId: jobs.photoId })
    .from(jobs)
    .innerJoin(photos, ofPhoto)
    .where(choiceOf(step))
    .orderBy(jobs.id)
    .limit(step.most)
    .for('update', { skipLocked: true });
}
