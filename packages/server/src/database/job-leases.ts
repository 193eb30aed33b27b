import type { Report } from '@forecourt/quality';
import type { CutoutSummary, Problem, RemovalOptions } from '@forecourt/sdk/contract';
import { and, eq, sql } from 'drizzle-orm';
import { v7 as newId } from 'uuid';
import { type NewAsset, putAsset } from './assets.ts';
import { atRest, holds, is, type JobLease, type JobName, later, millisecondsUntil, showOnPhoto, tellPhoto } from './job-rows.ts';
import type { Database, ForecourtOrm } from './open.ts';
import { cutouts, jobs, photos } from './schema.ts';

/** A job that was begun, with all that is needed to do it. */
export interface BegunJob extends JobLease {
  readonly vehicleId: string;
  readonly assetSha256: string;
  readonly options: RemovalOptions;
  readonly priority: number;
  /** How often it was begun, with this time. */
  readonly attempts: number;
}

/** What came of trying to begin: the work, or when to ask again, or that there is nothing to do any more. */
export type Beginning =
  | { readonly kind: 'begun'; readonly job: BegunJob }
  | { readonly kind: 'later'; readonly delayMs: number; readonly priority: number }
  | { readonly kind: 'over' };

/** Takes a job that waits for its turn, or whose worker gave no sign of life until its lease ran out. */
export function beginJob(
  database: Database,
  { jobId, dealershipId }: JobName,
  { leaseMs, provider }: { readonly leaseMs: number; readonly provider: string },
): Promise<Beginning> {
  return database.transaction(async (tx) => {
    const [found] = await tx
      .select({
        photoId: jobs.photoId,
        state: jobs.state,
        priority: jobs.priority,
        options: jobs.options,
        leaseMsLeft: millisecondsUntil(jobs.leaseUntil),
        delayMs: millisecondsUntil(jobs.nextTryAt),
      })
      .from(jobs)
      .where(is({ dealershipId, jobId }))
      .for('update');
    if (!found || (found.state !== 'waiting' && found.state !== 'working')) return { kind: 'over' };
    const { photoId, priority, options } = found;
    const waitMs = (found.state === 'working' ? found.leaseMsLeft : found.delayMs) ?? 0;
    if (waitMs > 0) return { kind: 'later', delayMs: waitMs, priority };
    const [begun] = await tx
      .update(jobs)
      .set({
        state: 'working',
        fence: sql`${jobs.fence} + 1`,
        attempts: sql`${jobs.attempts} + 1`,
        leaseUntil: later(leaseMs),
        provider,
        startedAt: sql`now()`,
        nextTryAt: null,
        progressStage: null,
        progressShare: null,
      })
      .where(is({ dealershipId, jobId }))
      .returning({ fence: jobs.fence, attempts: jobs.attempts });
    const photo = await showOnPhoto(tx, { dealershipId, photoId }, { jobId, state: 'working' });
    if (!begun || !photo) return { kind: 'over' };
    await tellPhoto(tx, { dealershipId, photoId });
    return { kind: 'begun', job: { dealershipId, jobId, photoId, options, priority, ...begun, ...photo } };
  });
}

/** Says that the worker lives, and how far it is. @returns whether the job is still its own. */
export async function keepLease(
  orm: ForecourtOrm,
  lease: JobLease,
  { leaseMs, stage, share }: { readonly leaseMs: number; readonly stage?: string | undefined; readonly share?: number | undefined },
): Promise<boolean> {
  const kept = await orm
    .update(jobs)
    .set({ leaseUntil: later(leaseMs), ...(stage !== undefined && { progressStage: stage, progressShare: share ?? null }) })
    .where(holds(lease))
    .returning({ id: jobs.id });
  return kept.length > 0;
}

/** A finished cutout: what is kept of it, and its file's facts. */
export interface JobResult {
  readonly asset: { readonly sha256: string; readonly bytes: number } & Pick<NewAsset, 'type' | 'widthPx' | 'heightPx' | 'placeholder'>;
  readonly cutout: Pick<CutoutSummary, 'provider' | 'model' | 'costUsd' | 'timings' | 'warnings'> & {
    readonly careful: boolean;
    readonly report: Report;
  };
}

/**
 * Writes a job's result: its cutout becomes the photo's, and waits for a decision. All or nothing; and nothing if the job was
 * cancelled, begun by somebody else, or removed with its photo.
 *
 * @returns whether it was written.
 */
export function finishJob(database: Database, lease: JobLease, { asset, cutout }: JobResult): Promise<boolean> {
  const { dealershipId, jobId, photoId } = lease;
  return database.transaction(async (tx) => {
    const ended = await tx
      .update(jobs)
      .set({ ...atRest, state: 'done', problem: null, finishedAt: sql`now()` })
      .where(holds(lease))
      .returning({ id: jobs.id });
    if (ended.length === 0) return false;
    await putAsset(tx, { dealershipId, ...asset });
    const cutoutId = newId();
    const { score, verdict } = cutout.report;
    await tx.insert(cutouts).values({
      id: cutoutId,
      dealershipId,
      photoId,
      jobId,
      assetSha256: asset.sha256,
      score,
      verdict,
      ...cutout,
      warnings: [...cutout.warnings],
    });
    await tx
      .update(photos)
      .set({ cutoutId, reviewId: null, score, state: 'review', version: sql`${photos.version} + 1`, updatedAt: sql`now()` })
      .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, photoId)));
    await tellPhoto(tx, lease);
    return true;
  });
}

/** Ends a try that failed: for good, or with another one to come. @returns whether the job was still the caller's to end. */
export function failJob(
  database: Database,
  lease: JobLease,
  { problem, retryInMs }: { readonly problem: Problem; readonly retryInMs: number | undefined },
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const isOver = retryInMs === undefined;
    const ended = await tx
      .update(jobs)
      .set({
        ...atRest,
        state: isOver ? 'failed' : 'waiting',
        problem,
        finishedAt: isOver ? sql`now()` : null,
        nextTryAt: isOver ? null : later(retryInMs),
      })
      .where(holds(lease))
      .returning({ id: jobs.id });
    if (ended.length === 0) return false;
    await showOnPhoto(tx, lease, { jobId: lease.jobId, state: isOver ? 'failed' : 'waiting' });
    await tellPhoto(tx, lease);
    return true;
  });
}

/** Gives a job back untouched: its worker has to stop. The try does not count. */
export function releaseJob(database: Database, lease: JobLease): Promise<boolean> {
  return database.transaction(async (tx) => {
    const released = await tx
      .update(jobs)
      .set({ ...atRest, state: 'waiting', attempts: sql`greatest(${jobs.attempts} - 1, 0)`, nextTryAt: null })
      .where(holds(lease))
      .returning({ id: jobs.id });
    if (released.length === 0) return false;
    await showOnPhoto(tx, lease, { jobId: lease.jobId, state: 'waiting' });
    await tellPhoto(tx, lease);
    return true;
  });
}
