import { ForecourtError } from '@forecourt/errors';
import type { Generation, JobState } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { assetOf } from './assets.ts';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, asc, desc, eq, exists, inArray, isNull, lt, type SQL, sql } from './drizzle.ts';
import { readPositions } from './jobs.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { assets, generationInputs, generationResults, generations, jobs, photos, providerCalls } from './schema.ts';

export interface GenerationName {
  readonly dealershipId: string;
  readonly generationId: string;
}

/** @throws NOT_FOUND, also for one of another dealership */
export async function readGeneration(orm: ForecourtOrm, { dealershipId, generationId }: GenerationName): Promise<Generation> {
  const [found] = await readWhole(orm, dealershipId, await selectRows(orm).where(is({ dealershipId, generationId })));
  if (found === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such generation.', { hint: 'It may have been removed.' });
  return found;
}

/** Those that wait for a job, oldest first. */
export async function readGenerationsOf(orm: ForecourtOrm, dealershipId: string, jobIds: readonly string[]): Promise<Generation[]> {
  if (jobIds.length === 0) return [];
  const ofJobs = and(eq(generations.dealershipId, dealershipId), inArray(generations.jobId, [...jobIds]));
  return readWhole(orm, dealershipId, await selectRows(orm).where(ofJobs).orderBy(asc(generations.id)));
}

/** Ids of those that wait for a job. */
export async function readWatchers(orm: ForecourtOrm, dealershipId: string, jobId: string): Promise<string[]> {
  const rows = await orm
    .select({ id: generations.id })
    .from(generations)
    .where(and(eq(generations.dealershipId, dealershipId), eq(generations.jobId, jobId), isNull(generations.cancelledAt)));
  return rows.map(({ id }) => id);
}

export interface GenerationQuery extends PageQuery {
  readonly vehicleId?: string | undefined;
  readonly rootId?: string | undefined;
  readonly state?: JobState | undefined;
  readonly which?: 'all' | 'roots' | 'favourites' | undefined;
}

const cursorSchema = z.tuple([z.literal('generations'), z.uuid()]);
const state: SQL<JobState> = sql`case when ${generations.cancelledAt} is not null then 'cancelled' else ${jobs.state} end`;

/** Generations, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listGenerations(orm: ForecourtOrm, dealershipId: string, query: GenerationQuery): Promise<Page<Generation>> {
  const { cursor, limit, vehicleId, rootId, which } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await selectRows(orm)
    .where(
      and(
        eq(generations.dealershipId, dealershipId),
        vehicleId === undefined ? undefined : eq(generations.vehicleId, vehicleId),
        rootId === undefined ? undefined : eq(generations.rootId, rootId),
        query.state === undefined ? undefined : sql`${state} = ${query.state}`,
        which === 'roots' ? isNull(generations.parentId) : undefined,
        which === 'favourites' ? exists(favouritesOf(orm)) : undefined,
        after === undefined ? undefined : lt(generations.id, after),
      ),
    )
    .orderBy(desc(generations.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ generation }) => ['generations', generation.id]);
  return { items: await readWhole(orm, dealershipId, page.items), nextCursor: page.nextCursor };
}

export const is = ({ dealershipId, generationId }: GenerationName): SQL | undefined =>
  and(eq(generations.dealershipId, dealershipId), eq(generations.id, generationId));

function favouritesOf(orm: ForecourtOrm) {
  const { dealershipId, generationId, isFavourite } = generationResults;
  return orm
    .select({ one: sql`1` })
    .from(generationResults)
    .where(and(eq(dealershipId, generations.dealershipId), eq(generationId, generations.id), isFavourite));
}

function selectRows(orm: ForecourtOrm) {
  const { dealershipId, jobId } = generations;
  return orm
    .select({ generation: generations, job: jobs, call: providerCalls, state })
    .from(generations)
    .innerJoin(jobs, and(eq(jobs.dealershipId, dealershipId), eq(jobs.id, jobId)))
    .leftJoin(providerCalls, and(eq(providerCalls.dealershipId, dealershipId), eq(providerCalls.jobId, jobId)))
    .$dynamic();
}

type Row = Awaited<ReturnType<typeof selectRows>>[number];
type Parts = Awaited<ReturnType<typeof readParts>>;

/** Rows with all that belongs to them: a query for each kind of part, however many they are. */
async function readWhole(orm: ForecourtOrm, dealershipId: string, rows: readonly Row[]): Promise<Generation[]> {
  if (rows.length === 0) return [];
  const parts = await readParts(orm, dealershipId, rows);
  return rows.map((row) => generationOf(row, parts));
}

const kinSchema = z.object({ id: z.string(), parent: z.string() });
const firstSchema = z.object({ job: z.string(), first: z.string().nullable() });

async function readParts(orm: ForecourtOrm, dealershipId: string, rows: readonly Row[]) {
  const ids = rows.map(({ generation }) => generation.id);
  const jobIds = [...new Set(rows.map(({ job }) => job.id))];
  const inputs = await orm
    .select({ input: generationInputs, asset: assets })
    .from(generationInputs)
    .innerJoin(assets, and(eq(assets.dealershipId, generationInputs.dealershipId), eq(assets.sha256, generationInputs.assetSha256)))
    .where(and(eq(generationInputs.dealershipId, dealershipId), inArray(generationInputs.generationId, ids)))
    .orderBy(asc(generationInputs.position));
  const results = await orm
    .select({ result: generationResults, asset: assets, photoId: photos.id })
    .from(generationResults)
    .innerJoin(assets, and(eq(assets.dealershipId, generationResults.dealershipId), eq(assets.sha256, generationResults.assetSha256)))
    .leftJoin(photos, and(eq(photos.dealershipId, generationResults.dealershipId), eq(photos.id, generationResults.photoId)))
    .where(and(eq(generationResults.dealershipId, dealershipId), inArray(generationResults.generationId, ids)))
    .orderBy(asc(generationResults.position));
  const children = await orm.execute(
    sql`select id, parent_id as parent from ${generations} where dealership_id = ${dealershipId} and parent_id in ${ids} order by id`,
  );
  // Who came first of those that share a call pays for it; one that was cancelled alone does not count.
  const firsts = await orm.execute(sql`
    select job_id as job, (min(id::text) filter (where cancelled_at is null)) as first
    from ${generations} where dealership_id = ${dealershipId} and job_id in ${jobIds} group by job_id`);
  const positions = await readPositions(
    orm,
    rows.map(({ job }) => job),
  );
  return {
    inputs: Map.groupBy(inputs, ({ input }) => input.generationId),
    results: Map.groupBy(results, ({ result }) => result.generationId),
    children: Map.groupBy(rowsOf(kinSchema, children), ({ parent }) => parent),
    firsts: new Map(rowsOf(firstSchema, firsts).map(({ job, first }) => [job, first])),
    positions,
  };
}

/** The contract's shape of a row. */
function generationOf({ generation, job, call, state: itsState }: Row, parts: Parts): Generation {
  const { id } = generation;
  const inputs = parts.inputs.get(id) ?? [];
  const mask = inputs.find(({ input }) => input.role === 'mask');
  const first = parts.firsts.get(job.id) ?? null;
  const isAlive = generation.cancelledAt === null;
  const isMerged = isAlive && first !== null && first !== id;
  const isWorking = itsState === 'working' && job.progressStage !== null;
  return {
    id,
    rootId: generation.rootId,
    parentId: generation.parentId,
    parentResultId: generation.parentResultId,
    childIds: (parts.children.get(id) ?? []).map((child) => child.id),
    vehicleId: generation.vehicleId,
    operation: generation.operation,
    parameters: generation.parameters,
    provider: generation.provider,
    model: generation.model,
    inputs: inputs.filter(({ input }) => input.role === 'picture').map(({ asset }) => assetOf(asset)),
    mask: mask ? assetOf(mask.asset) : null,
    state: itsState,
    jobId: job.id,
    mergedWith: isMerged ? first : null,
    priority: job.priority,
    position: isAlive ? (parts.positions.get(job.id) ?? null) : null,
    progress: isWorking ? { stage: job.progressStage ?? '', share: job.progressShare ?? 0 } : null,
    tries: job.attempts,
    nextTryAt: isAlive ? (job.nextTryAt?.toISOString() ?? null) : null,
    problem: isAlive ? job.problem : null,
    attempts: call?.attempts ?? [],
    estimate: generation.estimate,
    made:
      itsState === 'done' && call !== null && call.provider !== null && call.model !== null
        ? {
            provider: call.provider,
            model: call.model,
            costUsd: isMerged ? 0 : call.costMicrodollars / 1e6,
            totalMs: call.totalMs,
            isCached: call.isCached,
            warnings: [...call.warnings],
          }
        : null,
    results: (parts.results.get(id) ?? []).map(({ result, asset, photoId }) => ({
      id: result.id,
      asset: assetOf(asset),
      revisedPrompt: result.revisedPrompt,
      seed: result.seed,
      isFavourite: result.isFavourite,
      photoId,
    })),
    by: generation.byName,
    correlationId: job.correlationId,
    createdAt: generation.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: (generation.cancelledAt ?? job.finishedAt)?.toISOString() ?? null,
  };
}
