import { and, eq } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { jobTraces } from './schema.ts';

interface JobName {
  readonly dealershipId: string;
  readonly jobId: string;
}

/** Keeps the trace that a job was asked for in, so that its worker goes on with it. Without one nothing is written. */
export async function keepJobTrace(tx: Transaction, job: JobName, traceParent: string | null): Promise<void> {
  if (traceParent === null) return;
  const { dealershipId, jobId } = job;
  await tx
    .insert(jobTraces)
    .values({ dealershipId, jobId, traceParent })
    .onConflictDoUpdate({ target: [jobTraces.dealershipId, jobTraces.jobId], set: { traceParent } });
}

export async function readJobTrace(orm: ForecourtOrm, { dealershipId, jobId }: JobName): Promise<string | null> {
  const [found] = await orm
    .select({ traceParent: jobTraces.traceParent })
    .from(jobTraces)
    .where(and(eq(jobTraces.dealershipId, dealershipId), eq(jobTraces.jobId, jobId)));
  return found?.traceParent ?? null;
}
