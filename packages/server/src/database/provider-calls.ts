import type { AuditActor, Generation, GenerationOperation, PhotoFindings } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { type NewAsset, putAssets } from './assets.ts';
import { and, asc, eq, isNull, sql } from './drizzle.ts';
import { endJobs } from './job-results.ts';
import { type JobLease, type JobName, tellJobs } from './job-rows.ts';
import type { Database, Transaction } from './open.ts';
import type { ForecourtOrm } from './orm.ts';
import { generationInputs, generationResults, generations, jobs, photoAnalyses, photos, providerCalls } from './schema.ts';

/** Adds a job that asks a provider. The caller puts its name into the queue of those after its commit. */
export async function addCallJob(
  tx: Transaction,
  job: {
    readonly dealershipId: string;
    readonly operation: GenerationOperation | 'analyzeImage';
    readonly priority?: number | undefined;
    readonly correlationId?: string | null | undefined;
  },
): Promise<{ jobId: string }> {
  const { dealershipId, operation, priority = 0, correlationId = null } = job;
  const jobId = newId();
  await tx
    .insert(jobs)
    .values({ id: jobId, dealershipId, operation, lane: 'provider', options: { careful: false }, priority, correlationId });
  await tx.insert(providerCalls).values({ dealershipId, jobId });
  return { jobId };
}

interface Call {
  /** What to ask for, where a provider had accepted it before. */
  readonly providerJobId: string | null;
  readonly round: number;
  readonly by: AuditActor | null;
}

/** A call that is to be made, with all that says what. */
export type CallToMake =
  | (Call & {
      readonly kind: 'generation';
      readonly generationId: string;
      readonly operation: GenerationOperation;
      readonly parameters: Generation['parameters'];
      readonly provider: string | null;
      readonly model: string | null;
      readonly requestHash: string;
      readonly inputs: readonly string[];
      readonly mask: string | null;
    })
  | (Call & { readonly kind: 'analysis'; readonly photoId: string; readonly assetSha256: string });

/** What a job is to ask for; undefined where nobody wants it any more. */
export async function readCallToMake(orm: ForecourtOrm, { dealershipId, jobId }: JobName): Promise<CallToMake | undefined> {
  const [call] = await orm
    .select({ providerJobId: providerCalls.providerJobId, round: providerCalls.round })
    .from(providerCalls)
    .where(and(eq(providerCalls.dealershipId, dealershipId), eq(providerCalls.jobId, jobId)));
  const known = { providerJobId: call?.providerJobId ?? null, round: call?.round ?? 0 };
  const [wanted] = await orm
    .select()
    .from(generations)
    .where(and(eq(generations.dealershipId, dealershipId), eq(generations.jobId, jobId), isNull(generations.cancelledAt)))
    .orderBy(asc(generations.id))
    .limit(1);
  if (wanted !== undefined) {
    const { id: generationId, operation, parameters, provider, model, requestHash } = wanted;
    const inputs = await orm
      .select({ role: generationInputs.role, sha256: generationInputs.assetSha256 })
      .from(generationInputs)
      .where(and(eq(generationInputs.dealershipId, dealershipId), eq(generationInputs.generationId, generationId)))
      .orderBy(asc(generationInputs.position));
    const by = { kind: wanted.byKind, id: wanted.byId, name: wanted.byName };
    return {
      ...{ kind: 'generation', ...known, by, generationId, operation, parameters, provider, model, requestHash },
      inputs: inputs.filter(({ role }) => role === 'picture').map(({ sha256 }) => sha256),
      mask: inputs.find(({ role }) => role === 'mask')?.sha256 ?? null,
    };
  }
  const [analysis] = await orm
    .select({ photoId: photos.id, assetSha256: photos.assetSha256 })
    .from(photoAnalyses)
    .innerJoin(photos, and(eq(photos.dealershipId, photoAnalyses.dealershipId), eq(photos.id, photoAnalyses.photoId)))
    .where(and(eq(photoAnalyses.dealershipId, dealershipId), eq(photoAnalyses.jobId, jobId)));
  return analysis && { kind: 'analysis', ...known, by: null, ...analysis };
}

const ofJob = ({ dealershipId, jobId }: JobName) => and(eq(providerCalls.dealershipId, dealershipId), eq(providerCalls.jobId, jobId));

/** Keeps that a provider has accepted the work, under which name: from now on it may cost something. */
export async function keepAccepted(orm: ForecourtOrm, job: JobName, providerJobId: string): Promise<void> {
  await orm.update(providerCalls).set({ providerJobId, acceptedAt: sql`now()` }).where(ofJob(job));
}

/** Ends a try that came to an answer, though to no result: who was asked is kept, and the next try is a new call. */
export async function endRound(orm: ForecourtOrm, job: JobName, attempts: Generation['attempts']): Promise<void> {
  await orm
    .update(providerCalls)
    .set({
      providerJobId: null,
      acceptedAt: null,
      round: sql`${providerCalls.round} + 1`,
      attempts: sql`${providerCalls.attempts} || ${JSON.stringify(attempts)}::jsonb`,
      costMicrodollars: sql`${providerCalls.costMicrodollars} + ${costOf(attempts)}`,
    })
    .where(ofJob(job));
}

/** Whole millionths. */
const costOf = (attempts: Generation['attempts']): number => Math.round(attempts.reduce((sum, { costUsd }) => sum + costUsd, 0) * 1e6);

/** What came of a call. */
export interface CallResult {
  readonly provider: string;
  readonly model: string;
  readonly totalMs: number;
  readonly isCached: boolean;
  readonly attempts: Generation['attempts'];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly pictures: readonly {
    readonly asset: Omit<NewAsset, 'dealershipId'>;
    readonly revisedPrompt: string | null;
    readonly seed: number | null;
  }[];
  readonly findings: PhotoFindings | null;
}

export interface DoneCall {
  readonly lease: JobLease;
  /** Null where nobody wanted it any more. */
  readonly result: CallResult | null;
}

/**
 * Writes what came of calls: each generation that waits for one gets its pictures, each photo its findings. All or nothing; and nothing of
 * a job that was cancelled or begun by somebody else.
 *
 * @returns of each, in their order, whether it was written
 */
export function finishCalls(database: Database, done: readonly DoneCall[]): Promise<boolean[]> {
  return database.transaction(async (tx) => {
    const isWritten = await endJobs(
      tx,
      done.map(({ lease }) => lease),
    );
    const written = done.filter((_, index) => isWritten[index]);
    for (const { lease, result } of written) if (result !== null) await keepResult(tx, lease, result);
    await tellJobs(
      tx,
      written.map(({ lease }) => lease),
    );
    return isWritten;
  });
}

async function keepResult(tx: Transaction, job: JobName, result: CallResult): Promise<void> {
  const { dealershipId, jobId } = job;
  const { provider, model, totalMs, isCached, attempts, pictures, findings } = result;
  await tx
    .update(providerCalls)
    .set({
      ...{ provider, model, totalMs, isCached },
      warnings: [...result.warnings],
      attempts: sql`${providerCalls.attempts} || ${JSON.stringify(attempts)}::jsonb`,
      costMicrodollars: sql`${providerCalls.costMicrodollars} + ${costOf(attempts)}`,
    })
    .where(ofJob(job));
  if (findings !== null) {
    const { dealershipId: owner, jobId: its } = photoAnalyses;
    await tx
      .update(photoAnalyses)
      .set({ findings })
      .where(and(eq(owner, dealershipId), eq(its, jobId)));
  }
  if (pictures.length === 0) return;
  await putAssets(
    tx,
    pictures.map(({ asset }) => ({ dealershipId, ...asset })),
  );
  const waiting = await tx
    .select({ id: generations.id })
    .from(generations)
    .where(and(eq(generations.dealershipId, dealershipId), eq(generations.jobId, jobId), isNull(generations.cancelledAt)));
  const rows = waiting.flatMap(({ id: generationId }) =>
    pictures.map(({ asset, revisedPrompt, seed }, position) => ({
      ...{ id: newId(), dealershipId, generationId, position, assetSha256: asset.sha256, revisedPrompt, seed },
    })),
  );
  if (rows.length > 0) await tx.insert(generationResults).values(rows);
}
