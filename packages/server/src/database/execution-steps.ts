import type { HostFile, HostJobEvent, Problem, RoadKind } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { and, asc, eq, inArray, lt, type SQL, sql } from './drizzle.ts';
import { appendEvent } from './events.ts';
import { type ExecutionName, type ExecutionRow, readExecution } from './executions.ts';
import { type ForecourtOrm, rowsOf, type Transaction } from './orm.ts';
import { executionFiles, executionLogs, executions } from './schema.ts';

/** A run in the hands of somebody who follows it. */
export interface ExecutionLease extends ExecutionName {
  readonly fence: number;
}

export interface ExecutionFile {
  readonly input: HostFile | null;
  readonly output: HostFile | null;
  /** Of the output, where it is kept as a file of the dealership. */
  readonly assetSha256: string | null;
  readonly problem: Problem | null;
}

export type NewExecution = Pick<
  ExecutionRow,
  'dealershipId' | 'hostId' | 'operation' | 'parameters' | 'whatIf' | 'timeLimitMs' | 'startedBy' | 'searchText' | 'isOurs'
> &
  Partial<
    Pick<ExecutionRow, 'scriptId' | 'scriptName' | 'scriptVersion' | 'scriptSha256' | 'jobKey' | 'jobId' | 'photoId' | 'correlationId'>
  >;

/** Writes down a run that waits for its host. @returns its id */
export async function insertExecution(tx: Transaction, execution: NewExecution, inputs: readonly HostFile[]): Promise<string> {
  return await insertRow(tx, execution, inputs, {});
}

async function insertRow(tx: Transaction, execution: NewExecution, inputs: readonly HostFile[], state: Partial<Fresh>): Promise<string> {
  const id = newId();
  await tx.insert(executions).values({ jobKey: `run-${id}`, ...execution, ...state, id, inputCount: inputs.length });
  const files = inputs.map((input) => ({ input, output: null, assetSha256: null, problem: null }));
  await insertFiles(tx, { dealershipId: execution.dealershipId, id }, files);
  return id;
}

/** Writes down a run that begins at this moment, and takes the place of an unfinished one of the same job. */
export async function beginExecution(
  tx: Transaction,
  execution: NewExecution & { readonly jobKey: string },
  { inputs, leaseMs, road }: { readonly inputs: readonly HostFile[]; readonly leaseMs: number; readonly road: RoadKind | null },
): Promise<ExecutionLease & { readonly lastSequence: number }> {
  const { dealershipId, hostId, jobKey } = execution;
  const isSame = and(
    eq(executions.dealershipId, dealershipId),
    eq(executions.hostId, hostId),
    isUnderWay,
    eq(executions.jobKey, jobKey),
    eq(executions.isOurs, execution.isOurs),
  );
  const [present] = await tx
    .update(executions)
    .set({ ...begun(leaseMs), road })
    .where(isSame)
    .returning({ id: executions.id, fence: executions.fence, lastSequence: executions.lastSequence });
  const fresh = freshly(leaseMs, road);
  const { id, fence, lastSequence } = present ?? { id: await insertRow(tx, execution, inputs, fresh), fence: 1, lastSequence: 0 };
  await tellExecution(tx, { dealershipId, id });
  return { dealershipId, id, fence, lastSequence };
}

type Fresh = ReturnType<typeof freshly>;
const freshly = (leaseMs: number, road: RoadKind | null) =>
  ({ state: 'running', fence: 1, attempts: 1, road, leaseUntil: later(leaseMs), startedAt: sql`now()` }) as const;

const begun = (leaseMs: number) => ({
  state: 'running' as const,
  fence: sql`${executions.fence} + 1`,
  // How often the host has begun it, it says at the end; whoever looks before that sees that it was begun.
  attempts: sql`greatest(${executions.attempts}, 1)`,
  leaseUntil: later(leaseMs),
  startedAt: sql`coalesce(${executions.startedAt}, now())`,
});

const freeSlotsSchema = z.object({ slots: z.coerce.number().nullable() });

/** What a host does at once where it did not say. */
const usualSlots = 2;

/**
 * Takes the next run of a host: one that waits, where the host has a slot, or one whose follower is gone. Whoever asks at the same time
 * waits here, so that a host never has more runs than slots.
 */
export async function claimExecution(
  tx: Transaction,
  { dealershipId, hostId, leaseMs }: { readonly dealershipId: string; readonly hostId: string; readonly leaseMs: number },
): Promise<ExecutionRow | null> {
  const [host] = rowsOf(
    freeSlotsSchema,
    await tx.execute(sql`select capacity ->> 'slots' as slots from hosts
      where dealership_id = ${dealershipId} and id = ${hostId} for no key update`),
  );
  if (host === undefined) return null;
  const under = await tx
    .select({ id: executions.id, state: executions.state, isFree: sql<boolean>`${isFree}` })
    .from(executions)
    .where(and(eq(executions.dealershipId, dealershipId), eq(executions.hostId, hostId), isUnderWay, eq(executions.isOurs, true)))
    .orderBy(asc(executions.id));
  const running = under.filter(({ state }) => state === 'running');
  const hasRoom = running.length < Math.max(host.slots ?? usualSlots, 1);
  const next = running.find((each) => each.isFree) ?? (hasRoom ? under.find(({ state }) => state === 'waiting') : undefined);
  if (next === undefined) return null;
  const name = { dealershipId, id: next.id };
  const [row] = await tx.update(executions).set(begun(leaseMs)).where(isExecution(name)).returning();
  await tellExecution(tx, name);
  return row ?? null;
}

const isUnderWay = inArray(executions.state, ['waiting', 'running']);
const isFree = sql`(${executions.leaseUntil} is null or ${executions.leaseUntil} < now())`;
const waitingSchema = z.object({ dealershipId: z.string(), hostId: z.string() });

/** Hosts that have runs which nobody follows. */
export async function readWaitingHosts(orm: ForecourtOrm, limit: number): Promise<z.output<typeof waitingSchema>[]> {
  return await orm
    .selectDistinct({ dealershipId: executions.dealershipId, hostId: executions.hostId })
    .from(executions)
    .where(and(isUnderWay, isFree, eq(executions.isOurs, true)))
    .limit(limit);
}

/** Ends what was written down for somebody else who is gone. @returns how many */
export async function endAbandoned(database: { transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> }, problem: Problem) {
  return await database.transaction(async (tx) => {
    const gone = await tx
      .update(executions)
      .set({ ...over, state: 'failed', problem })
      .where(and(eq(executions.state, 'running'), eq(executions.isOurs, false), lt(executions.leaseUntil, sql`now()`)))
      .returning({ dealershipId: executions.dealershipId, id: executions.id });
    for (const name of gone) await tellExecution(tx, name);
    return gone.length;
  });
}

/** Says that its follower lives. @returns whether it is still its own, and whether somebody wants its end */
export async function keepExecution(orm: ForecourtOrm, lease: ExecutionLease, leaseMs: number): Promise<{ isCancelled: boolean } | null> {
  const [kept] = await orm
    .update(executions)
    .set({ leaseUntil: later(leaseMs) })
    .where(holds(lease))
    .returning({ isCancelled: executions.isCancelled });
  return kept ?? null;
}

/** Shows by which road a run goes. @returns whether it is still the caller's */
export async function noteRoad(tx: Transaction, lease: ExecutionLease, road: RoadKind): Promise<boolean> {
  const noted = await tx.update(executions).set({ road }).where(holds(lease)).returning({ id: executions.id });
  if (noted.length === 0) return false;
  await tellExecution(tx, lease);
  return true;
}

/** Gives a run back as it is, for another process to follow. */
export async function releaseExecution(orm: ForecourtOrm, lease: ExecutionLease): Promise<void> {
  await orm.update(executions).set({ leaseUntil: sql`now()` }).where(holds(lease));
}

export interface LogPart {
  readonly events: readonly HostJobEvent[];
  readonly progress: { readonly stage: string; readonly share: number } | null;
  readonly leaseMs: number;
}

/** Keeps what happened, behind what is there. @returns whether the run is still the caller's */
export async function appendLog(tx: Transaction, lease: ExecutionLease, { events, progress, leaseMs }: LogPart): Promise<boolean> {
  const [first] = events;
  const lines = events.map((event) => JSON.stringify(event)).join('\n');
  const [kept] = await tx
    .update(executions)
    .set({
      leaseUntil: later(leaseMs),
      lastSequence: events.at(-1)?.sequence ?? sql`${executions.lastSequence}`,
      logBytes: sql`${executions.logBytes} + ${Buffer.byteLength(lines)}`,
      ...(progress && { progressStage: progress.stage, progressShare: progress.share }),
    })
    .where(holds(lease))
    .returning({ id: executions.id });
  if (kept === undefined) return false;
  if (first === undefined) return true;
  const { dealershipId, id: executionId } = lease;
  await tx.insert(executionLogs).values({ dealershipId, executionId, sequence: first.sequence, count: events.length, lines });
  return true;
}

export interface ExecutionEnd {
  readonly state: 'done' | 'partly' | 'failed' | 'cancelled';
  readonly exitCode: number | null;
  readonly problem: Problem | null;
  readonly attempts: number;
  readonly road: RoadKind | null;
  /** Null leaves them as they are. */
  readonly files: readonly ExecutionFile[] | null;
  /** What people find it by, from now on. */
  readonly searchText: string;
}

/** Ends a run: once, and only for who follows it. @returns whether it was still the caller's */
export async function finishExecution(tx: Transaction, lease: ExecutionLease, { files, road, ...end }: ExecutionEnd): Promise<boolean> {
  const outputs = files?.flatMap(({ output, problem }) => (problem === null ? (output ?? []) : []));
  const counts = outputs && { outputCount: outputs.length, outputBytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0) };
  const ended = await tx
    .update(executions)
    .set({ ...over, ...end, ...counts, road: road ?? sql`${executions.road}` })
    .where(holds(lease))
    .returning({ id: executions.id });
  if (ended.length === 0) return false;
  if (files) await putFiles(tx, lease, files);
  await tellExecution(tx, lease);
  return true;
}

const over = { leaseUntil: null, progressStage: null, progressShare: null, finishedAt: sql`now()` };

/** Wants the end of a run: one that waits is over at once. @returns false where it has ended already */
export async function cancelExecution(tx: Transaction, name: ExecutionName): Promise<boolean> {
  const [row] = await tx
    .update(executions)
    .set({ isCancelled: true })
    .where(and(isExecution(name), isUnderWay))
    .returning({ state: executions.state });
  if (row === undefined) return false;
  if (row.state === 'waiting') {
    await tx
      .update(executions)
      .set({ ...over, state: 'cancelled' })
      .where(and(isExecution(name), eq(executions.state, 'waiting')));
  }
  return true;
}

/** Lets pages show a run anew. To be called last. */
export async function tellExecution(tx: Transaction, name: ExecutionName): Promise<void> {
  await appendEvent(tx, name.dealershipId, 'execution.changed', await readExecution(tx, name));
}

/** Removes runs that began before a moment, with their logs, unless they are under way. */
export async function removeExecutionsBefore(orm: ForecourtOrm, before: Date): Promise<number> {
  const isOver = inArray(executions.state, ['done', 'partly', 'failed', 'cancelled']);
  const gone = await orm
    .delete(executions)
    .where(and(lt(executions.createdAt, before), isOver))
    .returning({ id: executions.id });
  return gone.length;
}

async function putFiles(tx: Transaction, name: ExecutionName, files: readonly ExecutionFile[]): Promise<void> {
  const { dealershipId, id } = name;
  await tx.delete(executionFiles).where(and(eq(executionFiles.dealershipId, dealershipId), eq(executionFiles.executionId, id)));
  await insertFiles(tx, name, files);
}

async function insertFiles(tx: Transaction, { dealershipId, id }: ExecutionName, files: readonly ExecutionFile[]): Promise<void> {
  if (files.length === 0) return;
  await tx.insert(executionFiles).values(files.map((file, place) => ({ ...file, dealershipId, executionId: id, place })));
}

function holds(lease: ExecutionLease): SQL | undefined {
  return and(isExecution(lease), eq(executions.state, 'running'), eq(executions.fence, lease.fence));
}

function isExecution({ dealershipId, id }: ExecutionName): SQL | undefined {
  return and(eq(executions.dealershipId, dealershipId), eq(executions.id, id));
}

function later(milliseconds: number): SQL {
  return sql`now() + ${milliseconds} * interval '1 millisecond'`;
}
