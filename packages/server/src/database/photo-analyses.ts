import { ForecourtError } from '@forecourt/errors';
import type { PhotoAnalysis } from '@forecourt/sdk/contract';
import { and, eq, inArray, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import type { PhotoName } from './photos.ts';
import { jobs, photoAnalyses, providerCalls } from './schema.ts';

/** @throws NOT_FOUND where nobody has asked for one */
export async function readAnalysis(orm: ForecourtOrm, name: PhotoName): Promise<PhotoAnalysis> {
  const [row] = await selectRows(orm).where(is(name));
  if (row === undefined) {
    throw new ForecourtError('NOT_FOUND', 'No model has looked at this photo.', { hint: 'Ask for an analysis of it first.' });
  }
  return analysisOf(row);
}

/** Those that wait for these jobs. */
export async function readAnalysesOf(orm: ForecourtOrm, dealershipId: string, jobIds: readonly string[]): Promise<PhotoAnalysis[]> {
  if (jobIds.length === 0) return [];
  const rows = await selectRows(orm).where(and(eq(photoAnalyses.dealershipId, dealershipId), inArray(photoAnalyses.jobId, [...jobIds])));
  return rows.map(analysisOf);
}

/** Lets a job look at a photo, in place of what was found before. */
export async function putAnalysis(
  tx: Transaction,
  { dealershipId, photoId, jobId }: PhotoName & { readonly jobId: string },
): Promise<void> {
  await tx
    .insert(photoAnalyses)
    .values({ dealershipId, photoId, jobId })
    .onConflictDoUpdate({
      target: [photoAnalyses.dealershipId, photoAnalyses.photoId],
      set: { jobId, findings: null, createdAt: sql`now()` },
    });
}

const is = ({ dealershipId, photoId }: PhotoName) => and(eq(photoAnalyses.dealershipId, dealershipId), eq(photoAnalyses.photoId, photoId));

function selectRows(orm: ForecourtOrm) {
  const { dealershipId, jobId } = photoAnalyses;
  return orm
    .select({ analysis: photoAnalyses, job: jobs, call: providerCalls })
    .from(photoAnalyses)
    .innerJoin(jobs, and(eq(jobs.dealershipId, dealershipId), eq(jobs.id, jobId)))
    .leftJoin(providerCalls, and(eq(providerCalls.dealershipId, dealershipId), eq(providerCalls.jobId, jobId)))
    .$dynamic();
}

function analysisOf({ analysis, job, call }: Awaited<ReturnType<typeof selectRows>>[number]): PhotoAnalysis {
  return {
    photoId: analysis.photoId,
    state: job.state,
    findings: analysis.findings,
    provider: call?.provider ?? null,
    model: call?.model ?? null,
    costUsd: (call?.costMicrodollars ?? 0) / 1e6,
    problem: job.problem,
    createdAt: analysis.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
  };
}
