import type { Report } from '@forecourt/quality';
import type { CutoutSummary } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { type NewAsset, putAssets } from './assets.ts';
import { and, eq, sql } from './drizzle.ts';
import { atRest, type JobLease, named, tellPhotos } from './job-rows.ts';
import type { Database, Transaction } from './open.ts';
import { cutouts, jobs, photos } from './schema.ts';

/** A finished cutout: what is kept of it, and its file's facts. */
export interface JobResult {
  readonly asset: { readonly sha256: string; readonly bytes: number } & Pick<NewAsset, 'type' | 'widthPx' | 'heightPx' | 'placeholder'>;
  readonly cutout: Pick<CutoutSummary, 'provider' | 'model' | 'costUsd' | 'timings' | 'warnings'> & {
    readonly careful: boolean;
    readonly report: Report;
  };
}

/** A job that was done; without a result where there is nothing to keep of it. */
export interface DoneJob {
  readonly lease: JobLease;
  readonly result: JobResult | null;
}

/**
 * Writes results of jobs: each cutout becomes its photo's, and waits for a decision. All or nothing; and nothing of a job that was
 * cancelled, begun by somebody else, or removed with its photo.
 *
 * @returns of each, in their order, whether it was written.
 */
export function finishJobs(database: Database, done: readonly DoneJob[]): Promise<boolean[]> {
  return database.transaction(async (tx) => {
    const isWritten = await endJobs(
      tx,
      done.map(({ lease }) => lease),
    );
    await keepCutouts(
      tx,
      done.filter((_, index) => isWritten[index]),
    );
    return isWritten;
  });
}

/** Ends jobs as done, as far as they are still their holders' to end. @returns of each, in their order, whether it was. */
export async function endJobs(tx: Transaction, leases: readonly JobLease[]): Promise<boolean[]> {
  const ended = await tx
    .update(jobs)
    .set({ ...atRest, state: 'done', problem: null, finishedAt: sql`now()` })
    .from(named(leases))
    .where(
      and(
        sql`${jobs.dealershipId} = named."dealershipId" and ${jobs.id} = named."jobId" and ${jobs.fence} = named."fence"`,
        eq(jobs.state, 'working'),
      ),
    )
    .returning({ id: jobs.id, fence: jobs.fence });
  const written = new Set(ended.map(({ id, fence }) => `${id} ${fence}`));
  return leases.map(({ jobId, fence }) => written.has(`${jobId} ${fence}`));
}

async function keepCutouts(tx: Transaction, done: readonly DoneJob[]): Promise<void> {
  const made = done.flatMap(({ lease: { dealershipId, jobId, photoId }, result }) =>
    result !== null && photoId !== null ? [{ id: newId(), dealershipId, jobId, photoId, ...result }] : [],
  );
  if (made.length === 0) return;
  await putAssets(
    tx,
    made.map(({ dealershipId, asset }) => ({ dealershipId, ...asset })),
  );
  await tx.insert(cutouts).values(
    made.map(({ id, dealershipId, photoId, jobId, asset, cutout }) => {
      const { score, verdict } = cutout.report;
      return { ...cutout, id, dealershipId, photoId, jobId, assetSha256: asset.sha256, score, verdict, warnings: [...cutout.warnings] };
    }),
  );
  await tx
    .update(photos)
    .set({
      cutoutId: sql`${cutouts.id}`,
      reviewId: null,
      score: sql`${cutouts.score}`,
      state: 'review',
      version: sql`${photos.version} + 1`,
      updatedAt: sql`now()`,
    })
    .from(cutouts)
    .where(
      and(
        eq(photos.dealershipId, cutouts.dealershipId),
        eq(photos.id, cutouts.photoId),
        sql`${cutouts.id} in ${made.map(({ id }) => id)}`,
        sql`${cutouts.dealershipId} in ${[...new Set(made.map(({ dealershipId }) => dealershipId))]}`,
      ),
    );
  await tellPhotos(tx, made);
}
