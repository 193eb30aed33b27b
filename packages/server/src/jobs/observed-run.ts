import { readJobTrace } from '../database/job-traces.ts';
import type { BegunJob } from '../database/job-turns.ts';
import { inSpan, isTracing, type JobObserver, type TryResult } from '../telemetry/index.ts';
import type { Again } from './queue.ts';
import { type RunContext, runJob } from './run-job.ts';

/** Does a job as {@link runJob} does, as a span of the trace that asked for it, and tells how it went. */
export async function observedRun<Result>(
  job: BegunJob,
  context: RunContext<Result> & { readonly observer: JobObserver | undefined },
): Promise<Again | undefined> {
  const { observer, finish, craft, stop, lost, logger } = context;
  const { operation, attempts, waitedMs, dealershipId, jobId, correlationId } = job;
  const startedAt = performance.now();
  let isDone = false;
  let code: string | undefined;
  observer?.began({ operation, attempts, waitedMs });
  const resultOf = (again: Again | undefined): TryResult => {
    if (isDone) return 'done';
    if (lost.signal.aborted) return 'lost';
    if (stop.aborted) return 'stopped';
    if (code === undefined) return 'lost';
    return again === undefined ? 'failed' : 'retried';
  };
  let again: Again | undefined;
  let traceId: string | undefined;
  try {
    // Where the trace came from is looked up only if somebody collects it; a job without one is done all the same.
    const parent = isTracing() ? await readJobTrace(context.database.orm, { dealershipId, jobId }).catch(() => null) : null;
    again = await inSpan(
      `job ${operation}`,
      async (span) => {
        traceId = span.isRecording() ? span.spanContext().traceId : undefined;
        return await runJob(job, {
          ...context,
          ...(traceId !== undefined && { logger: logger.child({ traceId }) }),
          onFailure(error) {
            code = error.code;
            span.setAttribute('error.type', error.code);
          },
          async finish(done) {
            isDone = await finish(done);
            return isDone;
          },
        });
      },
      {
        kind: 'consumer',
        parent,
        attributes: { 'forecourt.job_id': jobId, 'forecourt.operation': operation, 'forecourt.attempts': attempts },
      },
    );
    return again;
  } finally {
    const result = resultOf(again);
    const durationMs = performance.now() - startedAt;
    observer?.ended({ operation, provider: craft.name, result, code, durationMs });
    const facts = { correlationId, traceId, dealershipId, jobId, operation, provider: craft.name, attempts, result, code };
    logger.info({ ...facts, durationMs: Math.round(durationMs) }, 'worked on a job');
  }
}
