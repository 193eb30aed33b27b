import type { Metrics } from './metrics.ts';

/** How one try of a job ended. */
export type TryResult = 'done' | 'retried' | 'failed' | 'stopped' | 'lost';

/** Told by a worker what it does. */
export interface JobObserver {
  began(job: { readonly operation: string; readonly attempts: number; readonly waitedMs: number }): void;
  ended(job: {
    readonly operation: string;
    readonly provider: string;
    readonly result: TryResult;
    readonly code?: string | undefined;
    readonly durationMs: number;
  }): void;
}

/** Counts what workers do. */
export function jobObserver(metrics: Metrics): JobObserver {
  return {
    began({ operation, attempts, waitedMs }) {
      metrics.change('jobsUnderWay', {}, 1);
      if (attempts === 1) metrics.observe('jobWait', { operation }, Math.max(0, waitedMs) / 1000);
    },
    ended({ operation, provider, result, code, durationMs }) {
      metrics.change('jobsUnderWay', {}, -1);
      metrics.count('jobTries', { operation, provider, result });
      metrics.observe('jobRun', { operation, result }, durationMs / 1000);
      if (code !== undefined) metrics.count('errors', { where: 'jobs', code });
    },
  };
}
