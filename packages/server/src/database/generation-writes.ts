import { ForecourtError } from '@forecourt/errors';
import type { AuditActor, Generation, GenerationOperation } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { appendAudit } from './audit.ts';
import { and, asc, eq, inArray, isNotNull, isNull, ne, sql } from './drizzle.ts';
import { appendEvent, appendEvents } from './events.ts';
import { type GenerationName, is, readGeneration } from './generations.ts';
import { type ForecourtOrm, rowsOf, type Transaction } from './orm.ts';
import { addCallJob } from './provider-calls.ts';
import { generationInputs, generationResults, generations, jobs } from './schema.ts';

export interface GenerationToCreate {
  readonly dealershipId: string;
  readonly operation: GenerationOperation;
  readonly parameters: Generation['parameters'];
  readonly provider: string | null;
  readonly model: string | null;
  /** Files that the dealership has. */
  readonly inputs: readonly string[];
  readonly mask: string | null;
  readonly parent: { readonly id: string; readonly rootId: string; readonly resultId: string | null } | null;
  readonly vehicleId: string | null;
  readonly requestHash: string;
  readonly merge: boolean;
  readonly priority: number;
  readonly estimate: Generation['estimate'];
  readonly by: AuditActor;
  readonly correlationId: string | null;
}

/** A job for the queue, where there is a new one. */
export interface NewCallJob {
  readonly dealershipId: string;
  readonly jobId: string;
  readonly priority: number;
}

/**
 * Adds a generation with its event. If an equal one is under way (or, with a seed, done: it would come out the same), it shares that one's call.
 *
 * @throws NOT_FOUND for a vehicle that is not there
 */
export async function createGeneration(
  tx: Transaction,
  asked: GenerationToCreate,
): Promise<{ generationId: string; job: NewCallJob | null }> {
  const { dealershipId, operation, parent, priority, correlationId, inputs, mask, requestHash, by } = asked;
  // Two that ask for the same at once do it one after the other.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${dealershipId + requestHash}, 0))`);
  const equal = asked.merge ? await findEqual(tx, asked) : undefined;
  const jobId = equal?.jobId ?? (await addCallJob(tx, { dealershipId, operation, priority, correlationId })).jobId;
  const id = newId();
  await tx.insert(generations).values({
    ...{ id, dealershipId, operation, jobId, requestHash },
    ...{ rootId: parent?.rootId ?? id, parentId: parent?.id ?? null, parentResultId: parent?.resultId ?? null },
    ...{ vehicleId: asked.vehicleId, parameters: asked.parameters, provider: asked.provider, model: asked.model },
    ...{ estimate: asked.estimate, byKind: by.kind, byId: by.id, byName: by.name },
  });
  const name = { dealershipId, generationId: id };
  const files = [
    ...inputs.map((assetSha256, position) => ({ ...name, role: 'picture' as const, position, assetSha256 })),
    ...(mask === null ? [] : [{ ...name, role: 'mask' as const, position: 0, assetSha256: mask }]),
  ];
  if (files.length > 0) await tx.insert(generationInputs).values(files);
  if (equal?.state === 'done') await copyResults(tx, { dealershipId, from: equal.id, to: id });
  await appendEvent(tx, dealershipId, 'generation.created', await readGeneration(tx, name));
  return { generationId: id, job: equal ? null : { dealershipId, jobId, priority } };
}

async function findEqual(tx: Transaction, { dealershipId, requestHash, parameters }: GenerationToCreate) {
  const states = parameters.seed === undefined ? (['waiting', 'working'] as const) : (['waiting', 'working', 'done'] as const);
  const [found] = await tx
    .select({ id: generations.id, jobId: generations.jobId, state: jobs.state })
    .from(generations)
    .innerJoin(jobs, and(eq(jobs.dealershipId, generations.dealershipId), eq(jobs.id, generations.jobId)))
    .where(
      and(
        eq(generations.dealershipId, dealershipId),
        eq(generations.requestHash, requestHash),
        isNull(generations.cancelledAt),
        inArray(jobs.state, [...states]),
      ),
    )
    .orderBy(asc(generations.id))
    .limit(1)
    // What is about to end or to be cancelled is waited for: a job that has ended makes nothing for whoever comes after.
    .for('update');
  return found;
}

async function copyResults(tx: Transaction, { dealershipId, from, to }: { dealershipId: string; from: string; to: string }): Promise<void> {
  const made = await tx
    .select()
    .from(generationResults)
    .where(and(eq(generationResults.dealershipId, dealershipId), eq(generationResults.generationId, from)));
  const rows = made.map((result) => ({ ...result, id: newId(), generationId: to, isFavourite: false, photoId: null }));
  if (rows.length > 0) await tx.insert(generationResults).values(rows);
}

/** The generation, locked until the transaction ends, with its job and how many others wait for that. @throws NOT_FOUND */
export async function lockGeneration(tx: Transaction, name: GenerationName) {
  const [row] = await tx.select().from(generations).where(is(name)).for('update');
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such generation.', { hint: 'It may have been removed.' });
  const { dealershipId, jobId } = row;
  const [job] = await tx
    .select({ state: jobs.state, priority: jobs.priority, correlationId: jobs.correlationId })
    .from(jobs)
    .where(and(eq(jobs.dealershipId, dealershipId), eq(jobs.id, jobId)))
    .for('update');
  if (job === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such generation.', { hint: 'It may have been removed.' });
  const others = await tx.$count(
    generations,
    and(
      eq(generations.dealershipId, dealershipId),
      eq(generations.jobId, jobId),
      ne(generations.id, row.id),
      isNull(generations.cancelledAt),
    ),
  );
  return { row, job, others };
}

/** Takes one of several out that wait for the same call; the others go on. */
export async function leaveCall(tx: Transaction, name: GenerationName): Promise<void> {
  await tx.update(generations).set({ cancelledAt: sql`now()` }).where(is(name));
  await appendEvent(tx, name.dealershipId, 'generation.changed', await readGeneration(tx, name));
}

/** Lets a generation make a call of its own, perhaps to somebody else. */
export async function giveOwnCall(
  tx: Transaction,
  name: GenerationName,
  wish: {
    readonly operation: GenerationOperation;
    readonly provider: string | null;
    readonly model: string | null;
    readonly requestHash: string;
    readonly estimate: Generation['estimate'];
    readonly priority: number;
    readonly correlationId: string | null;
  },
): Promise<NewCallJob> {
  const { dealershipId } = name;
  const { operation, priority, correlationId, ...choice } = wish;
  const { jobId } = await addCallJob(tx, { dealershipId, operation, priority, correlationId });
  await tx
    .update(generations)
    .set({ ...choice, jobId, cancelledAt: null })
    .where(is(name));
  await appendEvent(tx, dealershipId, 'generation.changed', await readGeneration(tx, name));
  return { dealershipId, jobId, priority };
}

const gonePartSchema = z.object({ id: z.string(), rootId: z.string(), jobId: z.string() });

/**
 * Removes a generation with its results and all that goes on from it. Calls that nobody waits for any more end with it.
 *
 * @returns ids of jobs that were under way. @throws NOT_FOUND
 */
export async function deleteGeneration(
  tx: Transaction,
  name: GenerationName,
  by: AuditActor,
  keepAnswer: () => Promise<void>,
): Promise<{ activeJobIds: string[] }> {
  const { dealershipId, generationId } = name;
  const { row } = await lockGeneration(tx, name);
  const gone = rowsOf(
    gonePartSchema,
    await tx.execute(sql`
      with recursive branch as (
        select id, root_id, job_id from ${generations} where dealership_id = ${dealershipId} and id = ${generationId}
        union all
        select below.id, below.root_id, below.job_id from ${generations} below join branch on below.parent_id = branch.id
        where below.dealership_id = ${dealershipId}
      ) select id, root_id as "rootId", job_id as "jobId" from branch`),
  );
  await tx.delete(generations).where(is(name));
  const jobIds = [...new Set(gone.map(({ jobId }) => jobId))];
  const removed = await tx
    .delete(jobs)
    .where(
      and(
        eq(jobs.dealershipId, dealershipId),
        inArray(jobs.id, jobIds),
        sql`not exists (select from ${generations} where ${generations.dealershipId} = ${jobs.dealershipId} and ${generations.jobId} = ${jobs.id})`,
      ),
    )
    .returning({ id: jobs.id, state: jobs.state });
  const details = { prompt: row.parameters.prompt.slice(0, 200), removed: gone.length };
  await appendAudit(tx, {
    dealershipId,
    actor: by,
    action: 'generation.deleted',
    target: { kind: 'generation', id: generationId },
    details,
  });
  await keepAnswer();
  await appendEvents(
    tx,
    gone.map(({ id, rootId }) => ({ dealershipId, type: 'generation.deleted' as const, data: { id, rootId } })),
  );
  return { activeJobIds: removed.filter(({ state }) => state === 'working').map(({ id }) => id) };
}

export interface ResultName extends GenerationName {
  readonly resultId: string;
}

/** Marks a result, or says which photo was made of it. @throws NOT_FOUND */
export async function changeResult(
  tx: Transaction,
  { dealershipId, generationId, resultId }: ResultName,
  change: { readonly isFavourite?: boolean | undefined; readonly photoId?: string | undefined },
): Promise<typeof generationResults.$inferSelect> {
  const [changed] = await tx
    .update(generationResults)
    .set(change)
    .where(
      and(
        eq(generationResults.dealershipId, dealershipId),
        eq(generationResults.generationId, generationId),
        eq(generationResults.id, resultId),
      ),
    )
    .returning();
  if (changed === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such result.', { hint: 'It may have been removed.' });
  return changed;
}

/** Where a new generation goes on: from a generation, or from one of its results. @throws NOT_FOUND */
export async function findParent(
  orm: ForecourtOrm,
  {
    dealershipId,
    parentId,
    resultId,
  }: { readonly dealershipId: string; readonly parentId?: string | undefined; readonly resultId?: string | undefined },
): Promise<{ readonly id: string; readonly rootId: string; readonly resultId: string | null; readonly sha256: string | null } | null> {
  if (parentId === undefined && resultId === undefined) return null;
  const [found] = await orm
    .select({ id: generations.id, rootId: generations.rootId, result: generationResults })
    .from(generations)
    .leftJoin(
      generationResults,
      and(
        eq(generationResults.dealershipId, generations.dealershipId),
        eq(generationResults.generationId, generations.id),
        resultId === undefined ? sql`false` : eq(generationResults.id, resultId),
      ),
    )
    .where(
      and(
        eq(generations.dealershipId, dealershipId),
        parentId === undefined ? undefined : eq(generations.id, parentId),
        resultId === undefined ? undefined : isNotNull(generationResults.id),
      ),
    );
  if (found === undefined)
    throw new ForecourtError('NOT_FOUND', 'What it should go on from is not there.', { hint: 'It may have been removed.' });
  return { id: found.id, rootId: found.rootId, resultId: found.result?.id ?? null, sha256: found.result?.assetSha256 ?? null };
}
