import { ForecourtError } from '@forecourt/errors';
import type { HostFile, HostJob, HostJobWish } from '@forecourt/sdk/contract';
import type { Host, RunOptions } from '@forecourt/sdk/remote';
import { beginExecution, type ExecutionLease, finishExecution } from '../database/execution-steps.ts';
import { findPhotoOf } from '../database/photo-of-file.ts';
import { toProblem } from '../problems/problem.ts';
import { keepFollowing } from './keep-following.ts';
import { createLogKeeper } from './log-keeper.ts';
import { problemOfHost } from './outputs.ts';
import { type RecordingParts, withTransfers } from './recorded-transfers.ts';
import { searchTextOf } from './search-text.ts';

export interface RecordedParts extends RecordingParts {
  /** After so long a run whose process is gone counts as failed. */
  readonly leaseMs?: number | undefined;
}

/** A router has several hosts, and their jobs last seconds: who is gone is noticed soon enough after this. */
const usualLeaseMs = 120_000;
/** The engine tells little: what it told is written with the end, as a rule. */
const logPauseMs = 2_000;

/**
 * The same host, with everything that runs and travels on it written down: for the provider that photos go through. What cannot be written
 * down stops no photo.
 *
 * @example
 * const provider = createRemoteProvider({ name: 'remote', hosts: () => hosts.map((host) => recorded(host, parts)) });
 */
export function recorded(host: Host, parts: RecordedParts): Host {
  const watched = withTransfers(host, parts);
  return {
    ...watched,
    get lastHealth() {
      return host.lastHealth;
    },
    run: (wish, options) => record(host, wish, options, parts),
  };
}

async function record(host: Host, wish: HostJobWish, options: RunOptions, parts: RecordedParts): Promise<HostJob> {
  const { database, logger, leaseMs = usualLeaseMs } = parts;
  const quietly = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      logger.warn({ err: error, hostId: host.id }, 'a run could not be written down');
      return undefined;
    }
  };
  const begun = await quietly(() => begin(host, wish, options.key, parts, leaseMs));
  if (begun === undefined) return await host.run(wish, options);
  const { lease, facts } = begun;
  using _following = keepFollowing({ database, lease, leaseMs, onCancelled: () => undefined, onLost: () => undefined });
  const log = createLogKeeper({
    ...{ ...parts, lease, leaseMs, after: begun.lastSequence, keptBytes: 0, pauseMs: logPauseMs },
    onLost: () => undefined,
    onError: (error) => logger.warn({ err: error, executionId: lease.id }, 'the log of a run could not be kept; it is tried again'),
  });
  const onEvent: RunOptions['onEvent'] = (event) => {
    log.add(event);
    options.onEvent?.(event);
  };
  const end = (ended: Pick<HostJob, 'state' | 'exitCode' | 'attempts'>, how: { files: Ended['files']; problem: Ended['problem'] }) =>
    quietly(async () => {
      await log.flush();
      const searchText = searchTextOf({ ...facts, problem: how.problem, log: log.excerpt() });
      const { exitCode, attempts } = ended;
      const state = ended.state === 'waiting' || ended.state === 'running' ? 'failed' : ended.state;
      await database.transaction((tx) => finishExecution(tx, lease, { state, exitCode, attempts, searchText, road: null, ...how }));
    });
  try {
    const job = await host.run(wish, { ...options, onEvent });
    await end(job, { files: filesOf(job), problem: job.problem && problemOfHost(job.problem) });
    return job;
  } catch (error) {
    const known = ForecourtError.from(error);
    const isCancelled = options.signal?.aborted ?? false;
    const ended = { state: isCancelled ? ('cancelled' as const) : ('failed' as const), exitCode: null, attempts: 1 };
    await end(ended, { files: null, problem: isCancelled ? null : toProblem(known) });
    throw error;
  }
}

type Ended = Parameters<typeof finishExecution>[2];

async function begin(host: Host, wish: HostJobWish, key: string, { database, dealershipId }: RecordedParts, leaseMs: number) {
  const photo = await findPhotoOf(database.orm, dealershipId, wish.inputs[0]?.sha256);
  const startedBy = photo === null ? 'Forecourt' : `Job of ${photo.name}`;
  const { operation, script = null, parameters = {}, inputs } = wish;
  const files: HostFile[] = photo === null ? inputs : inputs.map((file) => ({ ...file, name: photo.name }));
  const facts = { hostName: host.name, operation, script, startedBy, parameters, files };
  const execution = {
    ...{ dealershipId, hostId: host.id, operation, parameters, startedBy, jobKey: key, isOurs: false },
    ...{ whatIf: wish.whatIf ?? false, timeLimitMs: wish.timeLimitMs ?? 600_000, searchText: searchTextOf(facts) },
    ...{ scriptName: script?.name ?? null, scriptVersion: script?.version ?? null, scriptSha256: script?.sha256 ?? null },
    ...{ photoId: photo?.photoId ?? null, jobId: photo?.jobId ?? null, correlationId: wish.correlationId ?? null },
  };
  const road = host.roads()[0]?.kind ?? null;
  const { lastSequence, ...lease } = await database.transaction((tx) => beginExecution(tx, execution, { inputs: files, leaseMs, road }));
  return { lease: lease satisfies ExecutionLease, lastSequence, facts };
}

/** The cutout belongs to the photo: here stand its checksum and what became of it. */
function filesOf({ items, request }: HostJob): Ended['files'] {
  const known = new Map(request.inputs.map((file) => [file.sha256, file]));
  return items.map(({ input, output, problem }) => ({
    ...{ input: known.get(input) ?? null, output, assetSha256: null },
    problem: problem && problemOfHost(problem),
  }));
}
