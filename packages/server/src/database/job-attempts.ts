import type { JobAttempt, Problem } from '@forecourt/sdk/contract';
import { and, desc, eq } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { jobAttempts } from './schema.ts';

/** Tries that are shown of one job. */
const mostShown = 50;

export interface EndedAttempt {
  readonly dealershipId: string;
  readonly jobId: string;
  readonly fence: number;
  readonly attempts: number;
  readonly provider: string | null;
  readonly startedAt: Date | null;
}

/** Keeps that a try came to nothing, in the transaction that ends it. */
export async function keepAttempt(tx: Transaction, { attempts, ...ended }: EndedAttempt, problem: Problem): Promise<void> {
  // A job that was taken back and then failed by its late worker has one row of that try.
  await tx
    .insert(jobAttempts)
    .values({ ...ended, attempt: Math.max(attempts, 1), problem })
    .onConflictDoNothing();
}

/** Tries of a job that came to no result, the latest first. */
export async function listAttempts(orm: ForecourtOrm, dealershipId: string, jobId: string): Promise<JobAttempt[]> {
  const rows = await orm
    .select()
    .from(jobAttempts)
    .where(and(eq(jobAttempts.dealershipId, dealershipId), eq(jobAttempts.jobId, jobId)))
    .orderBy(desc(jobAttempts.fence))
    .limit(mostShown);
  return rows.map(({ attempt, provider, startedAt, endedAt, problem }) => ({
    attempt,
    provider,
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt.toISOString(),
    problem,
  }));
}
