import type { GenerationAttempt } from '@forecourt/sdk/contract';
import { and, eq, sql } from './drizzle.ts';
import { holds, type JobLease, type JobName } from './job-rows.ts';
import type { ForecourtOrm } from './orm.ts';
import { jobs, providerCalls } from './schema.ts';

const ofJob = ({ dealershipId, jobId }: JobName) => and(eq(providerCalls.dealershipId, dealershipId), eq(providerCalls.jobId, jobId));

/** How many tries of a job have come to an answer: a try after a crash is the same call, one after an answer another. */
export async function readRound(orm: ForecourtOrm, job: JobName): Promise<number> {
  const [row] = await orm.select({ round: providerCalls.round }).from(providerCalls).where(ofJob(job));
  return row?.round ?? 0;
}

/** Keeps who was asked for a cutout by a try that came to an answer, and who made it where somebody did. */
export async function keepCutoutCalls(
  orm: ForecourtOrm,
  lease: JobLease,
  { attempts, made }: { readonly attempts: readonly GenerationAttempt[]; readonly made: { provider: string; model: string } | null },
): Promise<void> {
  const { dealershipId, jobId } = lease;
  const costMicrodollars = Math.round(attempts.reduce((sum, { costUsd }) => sum + costUsd, 0) * 1e6);
  const facts = made ? { provider: made.provider, model: made.model } : {};
  await orm
    .insert(providerCalls)
    .values({ dealershipId, jobId, round: 1, attempts: [...attempts], costMicrodollars, ...facts })
    .onConflictDoUpdate({
      target: [providerCalls.dealershipId, providerCalls.jobId],
      set: {
        ...facts,
        round: sql`${providerCalls.round} + 1`,
        attempts: sql`${providerCalls.attempts} || excluded.attempts`,
        costMicrodollars: sql`${providerCalls.costMicrodollars} + excluded.cost_microdollars`,
      },
    });
  if (made) await orm.update(jobs).set({ provider: made.provider }).where(holds(lease));
}

/** Whom a job has asked, in order, and what came of it. None where the engine of this machine works alone. */
export async function listJobCalls(orm: ForecourtOrm, job: JobName): Promise<GenerationAttempt[]> {
  const [row] = await orm.select({ attempts: providerCalls.attempts }).from(providerCalls).where(ofJob(job));
  return [...(row?.attempts ?? [])];
}
