import { ForecourtError } from '@forecourt/errors';
import type { HostJobRequest } from '@forecourt/sdk/contract';
import { isOver, type JobRow } from '../journal/jobs.ts';
import type { Journal } from '../journal/journal.ts';

export interface AcceptParts {
  readonly journal: Journal;
  readonly now: () => number;
  /** How many jobs wait now, and how many may. */
  readonly waiting: () => number;
  readonly mostWaiting: number;
}

/**
 * Writes down that a job is wanted; call it inside a transaction. The same key with the same request is the same job, also when it is done;
 * one that failed, was cancelled, or whose results are gone since they were collected, is begun anew.
 *
 * @returns whether it waits for a slot from now on
 * @throws JOB_KEY_REUSED, HOST_DRAINING, HOST_BUSY, INPUT_MISSING
 */
export function acceptJob(key: string, request: HostJobRequest, parts: AcceptParts): boolean {
  const { journal, now } = parts;
  const known = journal.jobs.get(key);
  if (known !== undefined && sameWish(known.request) !== sameWish(request)) {
    throw new ForecourtError('JOB_KEY_REUSED', `The key ${key} is taken by another job.`);
  }
  if (known !== undefined && !isBegunAnew(known)) return false;
  refuseUnlessFree(parts);
  const missing = inputsMissing(journal, request);
  if (missing.length > 0) {
    throw new ForecourtError('INPUT_MISSING', `This host does not have ${missing.length} of the files that the job works on.`, {
      details: { missing: missing.slice(0, 100) },
    });
  }
  if (known === undefined) journal.jobs.create({ key, request, now: now() });
  else journal.jobs.change(key, fresh);
  for (const { sha256 } of request.inputs) journal.jobs.needs(key, sha256);
  journal.events.append(key, [{ type: 'state', state: 'waiting' }], now());
  return true;
}

/** What of a job is forgotten when it is begun anew; its events stay. */
const fresh = {
  state: 'waiting',
  stage: 'waiting',
  share: 0,
  items: [],
  problem: null,
  exitCode: null,
  startedAt: null,
  finishedAt: null,
  collectedAt: null,
} as const;

function isBegunAnew(row: JobRow): boolean {
  return isOver(row) && (row.state === 'failed' || row.state === 'cancelled' || row.collected_at !== null);
}

function refuseUnlessFree({ journal, waiting, mostWaiting }: AcceptParts): void {
  if (journal.marks.isDraining()) throw new ForecourtError('HOST_DRAINING', 'This host finishes what it has and takes nothing new.');
  if (waiting() >= mostWaiting) {
    throw new ForecourtError('HOST_BUSY', `${mostWaiting} jobs wait on this host already.`, { details: { retryAfterSeconds: 2 } });
  }
}

function inputsMissing(journal: Journal, { inputs }: HostJobRequest): string[] {
  return inputs.map(({ sha256 }) => sha256).filter((sha256) => journal.files.get(sha256)?.is_whole !== true);
}

/** What makes two requests the same: what is to be done, and with what. Names, limits and who asks may differ. */
function sameWish({ operation, inputs, parameters, script, whatIf }: HostJobRequest): string {
  const sorted = Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([operation, inputs.map(({ sha256 }) => sha256), sorted, script?.sha256 ?? null, whatIf]);
}
