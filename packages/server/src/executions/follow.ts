import { ForecourtError } from '@forecourt/errors';
import type { HostFile, HostJob, HostJobWish, RoadKind } from '@forecourt/sdk/contract';
import type { Host } from '@forecourt/sdk/remote';
import { putAssets } from '../database/assets.ts';
import { type ExecutionEnd, finishExecution, noteRoad } from '../database/execution-steps.ts';
import { type ExecutionRow, readExecution, readExecutionFiles } from '../database/executions.ts';
import type { Database } from '../database/open.ts';
import { toProblem } from '../problems/problem.ts';
import type { HostDirectory, Publisher } from '../scripts/index.ts';
import type { Logger } from '../settings/logger.ts';
import type { Storage } from '../storage/index.ts';
import { keepFollowing } from './keep-following.ts';
import { createLogKeeper } from './log-keeper.ts';
import { type KeptOutputs, keepOutputs } from './outputs.ts';
import { withTransfers } from './recorded-transfers.ts';
import { searchTextOf } from './search-text.ts';
import { storageSource } from './storage-source.ts';
import type { TellParts } from './tell.ts';

export interface FollowParts extends TellParts {
  readonly database: Database;
  readonly storage: Storage;
  readonly hosts: HostDirectory;
  readonly publisher: Pick<Publisher, 'ensure' | 'restore'>;
  /** Where files lie while they come from hosts. */
  readonly folder: string;
  readonly leaseMs: number;
  readonly logger: Logger;
}

export interface FollowOptions {
  /** People want its end. */
  readonly cancelled: AbortController;
  /** This process ends: the run goes on at its host, for whoever follows it next. */
  isStopping(): boolean;
}

/** So many files go to a host at once. */
const sentAtOnce = 4;
const logPauseMs = 250;

/**
 * Does what a run takes from here: its files to the host, the job, what came of it back, and the end written down, once. Whoever had it before
 * and broke off left everything as this finds it: files and job have names of their own, and events are numbered.
 */
export async function followExecution(row: ExecutionRow, parts: FollowParts, { cancelled, isStopping }: FollowOptions): Promise<void> {
  const { database, hosts, publisher, logger, leaseMs } = parts;
  const { dealershipId, id, fence } = row;
  const lease = { dealershipId, id, fence };
  const lost = new AbortController();
  const signal = AbortSignal.any([cancelled.signal, lost.signal]);
  const loggable = { executionId: id, hostId: row.hostId };
  using _following = keepFollowing({
    ...{ database, lease, leaseMs },
    onCancelled: () => cancelled.abort(),
    onLost: () => lost.abort(),
  });
  const log = createLogKeeper({
    ...{ ...parts, lease, leaseMs, after: row.lastSequence, keptBytes: row.logBytes, pauseMs: logPauseMs },
    onLost: () => lost.abort(),
    onError: (error) => logger.warn({ err: error, ...loggable }, 'the log of a run could not be kept; it is tried again'),
  });
  if (row.isCancelled) cancelled.abort();
  let host: Host | undefined;
  let road: RoadKind | null = row.road;
  try {
    const files = (await readExecutionFiles(database.orm, lease)).flatMap(({ input }) => input ?? []);
    signal.throwIfAborted();
    host = withTransfers(await hosts.connect({ dealershipId, id: row.hostId }), { ...parts, dealershipId });
    if (row.operation === 'script') await publisher.ensure(dealershipId, host);
    await showRoad();
    await sendAll(files, host, parts.storage, signal);
    await showRoad();
    const job = await host.run(wishOf(row, files), { key: row.jobKey, signal, onEvent: log.add });
    await log.flush();
    await showRoad();
    const outputs = await keepOutputs(job.items, files, { ...parts, dealershipId, executionId: id, host, signal });
    await end(endOf(job, outputs), outputs);
  } catch (error) {
    if (isStopping() || lost.signal.aborted) return;
    await log.flush();
    // Put away by the host: what was published takes its place again, and the next run finds it.
    if (host && ForecourtError.is(error) && error.code === 'SCRIPT_ALTERED') publisher.restore(dealershipId, host);
    await end(failureOf(error, { isCancelled: cancelled.signal.aborted, attempts: row.attempts }), null);
  }

  /** The one that it begins on: of a host that was not reached before it is known once something has gone over it. */
  async function showRoad(): Promise<void> {
    if (road !== null) return;
    const used = host?.roads().find(({ isUsed }) => isUsed)?.kind;
    if (used === undefined) return;
    if (await database.transaction((tx) => noteRoad(tx, lease, used))) road = used;
    else lost.abort();
  }

  async function end(how: Omit<ExecutionEnd, 'road' | 'searchText' | 'files'>, outputs: KeptOutputs | null): Promise<void> {
    const isOurs = await database.transaction(async (tx) => {
      await putAssets(tx, outputs?.assets ?? []);
      const { hostName, script, startedBy, operation } = await readExecution(tx, lease);
      const files = outputs?.files ?? null;
      const names = files?.flatMap(({ input, output }) => [input ?? [], output ?? []].flat()) ?? (await inputsOf(tx, row));
      const found = { hostName, script, startedBy, operation, parameters: row.parameters, files: names, log: log.excerpt() };
      return await finishExecution(tx, lease, { ...how, road, files, searchText: searchTextOf({ ...found, problem: how.problem }) });
    });
    if (!isOurs || how.state === 'cancelled') return;
    // What it has is kept here now. A host that does not hear of it forgets its files by and by.
    await host?.collected(row.jobKey).catch((error: unknown) => logger.debug({ err: error, ...loggable }, 'a host was not told'));
  }
}

async function inputsOf(orm: Parameters<typeof readExecutionFiles>[0], row: ExecutionRow): Promise<HostFile[]> {
  return (await readExecutionFiles(orm, row)).flatMap(({ input }) => input ?? []);
}

async function sendAll(files: readonly HostFile[], host: Host, storage: Storage, signal: AbortSignal): Promise<void> {
  const left = [...new Map(files.map((file) => [file.sha256, file])).values()].reverse();
  const sendNext = async (): Promise<void> => {
    for (let file = left.pop(); file; file = left.pop()) await host.send(storageSource(storage, file), { signal });
  };
  await Promise.all(Array.from({ length: Math.min(sentAtOnce, left.length) }, sendNext));
}

function wishOf(row: ExecutionRow, inputs: HostFile[]): HostJobWish {
  const { operation, parameters, whatIf, timeLimitMs, scriptName: name, scriptVersion: version, scriptSha256: sha256, correlationId } = row;
  const script = name === null || version === null || sha256 === null ? null : { name, version, sha256 };
  return { operation, inputs, parameters, script, whatIf, timeLimitMs, ...(correlationId !== null && { correlationId }) };
}

function endOf(
  { state, exitCode, problem, attempts }: HostJob,
  { files }: KeptOutputs,
): Omit<ExecutionEnd, 'road' | 'searchText' | 'files'> {
  const failed = files.filter((file) => file.problem !== null).length;
  const isPartly = state === 'partly' || failed > 0;
  const known = problem && toProblem(new ForecourtError('SCRIPT_FAILED', problem.message, { hint: problem.hint }));
  return { state: isPartly ? 'partly' : 'done', exitCode, problem: known, attempts };
}

function failureOf(
  error: unknown,
  { isCancelled, attempts }: { readonly isCancelled: boolean; readonly attempts: number },
): Omit<ExecutionEnd, 'road' | 'searchText' | 'files'> {
  const known = ForecourtError.from(error);
  const number = (value: unknown) => (typeof value === 'number' && Number.isInteger(value) ? value : null);
  return {
    state: isCancelled ? 'cancelled' : 'failed',
    exitCode: number(known.details?.exitCode),
    problem: isCancelled ? null : toProblem(known),
    attempts: number(known.details?.attempts) ?? attempts,
  };
}
