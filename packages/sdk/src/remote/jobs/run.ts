import { abortError, ForecourtError, throwIfAborted } from '@forecourt/errors';
import { type HostJob, type HostJobWish, hostJobRequestSchema, type LeasedJob } from '../../contract/index.ts';
import type { RunOptions } from '../host.ts';
import { agentPaths } from '../protocol/paths.ts';
import { beginJob } from './begin.ts';
import { followJob, type JobParts } from './follow.ts';
import { hostError } from './host-error.ts';
import { keepLease } from './keep-lease.ts';
import { createOverdue, type Overdue } from './overdue.ts';
import { createTenure } from './tenure.ts';

export interface RunParts extends JobParts {
  readonly busyLastsMs: number;
  /** Told with which fence the job is held. */
  readonly onHeld: (fence: number) => void;
}

/** A job whose lease ran out while nobody could be reached is begun anew so often. */
const mostBeginnings = 5;
/** A cancellation that does not get through is left to the lease. */
const cancelLimitMs = 5000;

/** Runs a job on a host to its end. @see Host.run for what it promises */
export async function runJob(wish: HostJobWish, { key, signal, onEvent }: RunOptions, parts: RunParts): Promise<HostJob> {
  const parsed = hostJobRequestSchema.safeParse(wish);
  if (!parsed.success) throw new ForecourtError('INVALID_INPUT', 'This is no job for a host.', { cause: parsed.error });
  const { clock } = parts;
  const seen = { sequence: 0 };
  const tenure = createTenure(clock);
  using overdue = createOverdue({ clock, timeLimitMs: parsed.data.timeLimitMs });
  for (let beginnings = 1; ; beginnings++) {
    throwIfAborted(signal);
    const callers = signal ?? new AbortController().signal;
    const leased = await beginJob({ ...parts, key, request: parsed.data, signal: callers, tenure });
    parts.onHeld(leased.lease.fence);
    overdue.became(leased.job.state);
    const job = await hold(leased, { ...parts, key, signal, onEvent, seen, tenure, overdue });
    if (job.state === 'done' || job.state === 'partly') return job;
    const wasGivenUp = job.state === 'cancelled' && job.problem?.code === 'LEASE_LOST' && !signal?.aborted;
    if (!wasGivenUp || beginnings >= mostBeginnings) throw failureOf(job);
  }
}

interface Holding extends JobParts, Pick<RunOptions, 'key' | 'signal' | 'onEvent'> {
  readonly seen: { sequence: number };
  readonly tenure: ReturnType<typeof createTenure>;
  readonly overdue: Overdue;
}

/** Holds a job while it is done: renews its lease, tells what happens, and cancels it where the caller has enough or its time is long over. */
async function hold({ lease: { fence } }: LeasedJob, holding: Holding): Promise<HostJob> {
  const { signal, key, overdue } = holding;
  const ending = new AbortController();
  const lost = new AbortController();
  const within = AbortSignal.any([ending.signal, lost.signal, overdue.signal, ...(signal ? [signal] : [])]);
  let loss: ForecourtError | undefined;
  const keeping = keepLease({ ...holding, fence, signal: within }).catch((error: unknown) => {
    loss = ForecourtError.from(error);
    lost.abort();
  });
  const hear: RunOptions['onEvent'] = (event) => {
    if (event.type === 'state') overdue.became(event.state);
    holding.onEvent?.(event);
  };
  try {
    return await followJob({ ...holding, signal: within, onEvent: hear });
  } catch (error) {
    if (loss) throw loss;
    const given = signal?.aborted ? abortError(signal) : overdue.signal.aborted ? overdue.signal.reason : undefined;
    if (given === undefined) throw error;
    await cancel(holding, key, fence);
    throw given;
  } finally {
    ending.abort();
    await keeping;
  }
}

async function cancel({ requests, clock }: JobParts, key: string, fence: number): Promise<void> {
  const late = new AbortController();
  const stop = clock.after(cancelLimitMs, () => late.abort());
  const body = new TextEncoder().encode(JSON.stringify({ fence }));
  const headers = { 'content-type': 'application/json', 'content-length': String(body.byteLength) };
  try {
    const answer = await requests.exchange({ method: 'POST', path: agentPaths.cancel(key), headers, body, signal: late.signal });
    answer.body.resume();
  } catch (error) {
    // Where it does not get through, the lease runs out; where another holds the job, it is not ours to end.
    if (!ForecourtError.is(error)) throw error;
  } finally {
    stop();
  }
}

function failureOf({ key, state, problem, items, exitCode, attempts }: HostJob): ForecourtError {
  const details = { key, exitCode, attempts };
  const told = problem ?? items.find((item) => item.problem !== null)?.problem;
  if (told) return hostError(told, details);
  return state === 'cancelled'
    ? new ForecourtError('ABORTED', 'The job was cancelled on the host.', { details })
    : new ForecourtError('SCRIPT_FAILED', 'The job failed on the host, which does not say why.', { details });
}
