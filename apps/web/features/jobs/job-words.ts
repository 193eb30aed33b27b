import type { Job } from '@forecourt/sdk/contract';
import { lengthInWords } from '../executions/execution-words.ts';

const stages: Readonly<Record<string, string>> = {
  queued: 'Waiting for its turn there',
  upload: 'On its way there',
  download: 'On its way back',
  decode: 'Reading the photo',
  inference: 'Finding the car',
  refine: 'Mending the edges',
  encode: 'Saving the cutout',
  report: 'Looking for defects',
};

/** What is happening to it, or what came of it, in a few words. */
export function jobDetail(job: Job, now: Date): string {
  switch (job.state) {
    case 'waiting':
      return waiting(job, now);
    case 'working':
      return job.progress === null ? 'Starting' : (stages[job.progress.stage] ?? job.progress.stage);
    case 'done':
      return [duration(job), job.provider === null ? null : `on ${providerName(job.provider)}`].filter((part) => part !== null).join(' ');
    case 'failed':
      return job.problem === null ? 'No reason was given.' : `${job.problem.detail} ${job.problem.hint}`;
    case 'cancelled':
      return 'Nothing was changed.';
  }
}

function waiting({ nextTryAt, position, problem }: Job, now: Date): string {
  if (nextTryAt !== null && problem !== null) {
    const seconds = Math.ceil((Date.parse(nextTryAt) - now.getTime()) / 1000);
    return seconds > 0 ? `Tries again in ${seconds} s: ${problem.detail}` : `Tries again now: ${problem.detail}`;
  }
  if (position === null) return 'In the queue';
  return position === 0 ? 'Next' : `${position} ahead`;
}

function duration({ startedAt, finishedAt }: Job): string | null {
  if (startedAt === null || finishedAt === null) return null;
  return lengthInWords(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)), 1);
}

function providerName(provider: string): string {
  if (provider === 'local') return 'this machine';
  return provider === 'remote' ? 'your hosts' : provider;
}
