import { ForecourtError, wordsOf } from '@forecourt/errors';
import type { Problem } from '@forecourt/sdk/contract';

/** Where each code is explained. */
const reference = 'https://forecourt.example/docs/reference/errors';

/** What is away for now is asked for again after this time, unless the error knows better. */
const usualPauseSeconds = 2;

export interface ProblemContext {
  /** The address that was asked for, without origin. */
  readonly instance?: string | undefined;
  /** Names the request in the logs. */
  readonly correlationId?: string | undefined;
}

/**
 * The problem document (RFC 9457) of anything that was thrown. What nobody foresaw becomes `INTERNAL` without its text: that belongs
 * into the logs, where the correlation id finds it.
 */
export function toProblem(error: unknown, { instance, correlationId }: ProblemContext = {}): Problem {
  const known = ForecourtError.from(error);
  const detail = known.code === 'INTERNAL' ? 'Something went wrong on the server that should not.' : known.message;
  return {
    type: `${reference}#${known.code.toLowerCase()}`,
    title: wordsOf(known.code).title,
    status: known.status,
    detail,
    code: known.code,
    hint: known.hint,
    retryable: known.retryable,
    ...(instance !== undefined && { instance }),
    ...(correlationId !== undefined && { correlationId }),
    ...(known.details !== undefined && known.code !== 'INTERNAL' && { details: { ...known.details } }),
  };
}

/**
 * The same as an answer. `details.retryAfterSeconds` of the error becomes the header `Retry-After`; the code also stands in the header
 * `Forecourt-Problem`, since an answer to HEAD has no body.
 */
export function problemResponse(error: unknown, { headers, ...context }: ProblemContext & { headers?: HeadersInit } = {}): Response {
  const problem = toProblem(error, context);
  const all = new Headers(headers);
  all.set('content-type', 'application/problem+json');
  all.set('cache-control', 'no-store');
  all.set('forecourt-problem', problem.code);
  all.delete('content-length');
  const seconds = problem.details?.retryAfterSeconds ?? (problem.status === 503 ? usualPauseSeconds : undefined);
  if (typeof seconds === 'number') all.set('retry-after', String(Math.ceil(seconds)));
  return new Response(JSON.stringify(problem), { status: problem.status, headers: all });
}
