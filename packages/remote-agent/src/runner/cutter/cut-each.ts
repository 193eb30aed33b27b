import { ForecourtError } from '@forecourt/errors';
import type { HostFile, HostItem } from '@forecourt/sdk/contract';
import type { TimeLimit } from '../limits.ts';
import { brokenOff, cancelledError, failedItem, outcomeOf, timedOutError } from '../problem.ts';
import { createProgress } from '../progress.ts';
import type { RunnerContext, RunnerJob, RunOutcome } from '../runner.ts';

export interface CutOne {
  readonly input: HostFile;
  /** From 0, for names that do not meet. */
  readonly index: number;
  /** Ends with the job or with its time. */
  readonly signal: AbortSignal;
  /** Share of this photo that is done. */
  progress(stage: string, share: number): void;
}

/**
 * Cuts the photos of a job one after the other. What is a photo's own fault is its item, and the next one follows; what would meet every
 * photo, such as a missing model, ends the job.
 */
export async function cutEach(
  { request }: RunnerJob,
  context: RunnerContext,
  timeLimit: TimeLimit,
  cut: (one: CutOne) => Promise<HostItem>,
): Promise<RunOutcome> {
  const time = timeLimit(request.timeLimitMs);
  const signal = AbortSignal.any([context.signal, time]);
  const tell = createProgress(context.emit);
  const items: HostItem[] = [];
  for (const [index, input] of request.inputs.entries()) {
    const progress = (stage: string, share: number) => tell(stage, (index + Math.min(share, 1)) / request.inputs.length);
    try {
      if (signal.aborted) throw cancelledError();
      items.push(await cut({ input, index, signal, progress }));
    } catch (error) {
      if (context.signal.aborted) return brokenOff(cancelledError(), items);
      if (time.aborted) return brokenOff(timedOutError(request), items);
      const known = ForecourtError.from(error);
      if (known.fault !== 'picture' && known.code !== 'FILE_NAME_REFUSED' && known.code !== 'SCRIPT_FAILED') {
        return brokenOff(known, items);
      }
      items.push(failedItem(input.sha256, known));
    }
    const item = items.at(-1);
    if (item) context.emit({ type: 'item', item });
  }
  return outcomeOf(items, null);
}
