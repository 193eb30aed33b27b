import type { Runner, RunnerContext, RunnerJob, RunOutcome } from '../runner/runner.ts';

/** A run that goes on until the test or its signal ends it. */
export interface OpenRun {
  readonly job: RunnerJob;
  readonly context: RunnerContext;
  end(outcome?: Partial<RunOutcome>): void;
}

/** A small real runner whose jobs last until they are told to end. */
export interface WaitingRunner extends Runner {
  readonly open: OpenRun[];
  /** The next run that begins. */
  begun(): Promise<OpenRun>;
}

export function waitingRunner(): WaitingRunner {
  const open: OpenRun[] = [];
  const unseen: OpenRun[] = [];
  const wanted: ((run: OpenRun) => void)[] = [];
  const close = async () => undefined;
  return {
    open,
    begun() {
      const run = unseen.shift();
      return run === undefined ? new Promise((resolve) => wanted.push(resolve)) : Promise.resolve(run);
    },
    run: (job, context) =>
      new Promise((resolve) => {
        const end = (outcome: Partial<RunOutcome> = {}) => {
          open.splice(open.indexOf(run), 1);
          resolve({ state: 'done', items: [], exitCode: 0, problem: null, ...outcome });
        };
        const run: OpenRun = { job, context, end };
        open.push(run);
        context.signal.addEventListener('abort', () => end({ state: 'cancelled', exitCode: null }));
        const next = wanted.shift();
        if (next === undefined) unseen.push(run);
        else next(run);
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
