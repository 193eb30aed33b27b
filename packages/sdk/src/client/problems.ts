import { type ErrorCode, errorCodes, ForecourtError } from '@forecourt/errors';
import { isHTTPError, isTimeoutError } from 'ky';
import { problemSchema } from '../contract/index.ts';
import { correlationHeader } from './correlation.ts';

/**
 * What a request failed with, as the one error class: a problem of the server keeps its code, hint and details;
 * no answer becomes SERVER_UNREACHABLE; an answer that no Forecourt server gives becomes ANSWER_INVALID.
 */
export function errorOf(failure: unknown, url: string, signal: AbortSignal | undefined, correlationId?: string): ForecourtError {
  if (ForecourtError.is(failure)) return failure;
  if (signal?.aborted) return ForecourtError.from(signal.reason, 'ABORTED');
  if (isHTTPError(failure)) return problemError(failure.response, failure.data);
  const details = correlationId === undefined ? undefined : { correlationId };
  if (isTimeoutError(failure)) {
    return new ForecourtError('DEADLINE_EXCEEDED', `${url} did not answer in time.`, { details, cause: failure });
  }
  return new ForecourtError('SERVER_UNREACHABLE', `No connection to ${url}.`, { details, cause: failure });
}

/** Makes the error of an answer that carries a problem document. */
export function problemError(response: Response, body: unknown): ForecourtError {
  const correlationId = response.headers.get(correlationHeader) ?? undefined;
  const parsed = problemSchema.safeParse(body);
  if (!parsed.success || !isErrorCode(parsed.data.code)) {
    // A proxy before the server, which is not ours: its status is all there is to go by.
    const passing = response.status === 502 || response.status === 503 || response.status === 504;
    return new ForecourtError(
      passing ? 'SERVER_UNREACHABLE' : 'ANSWER_INVALID',
      `${response.url || 'The server'} answered ${response.status} without a problem document.`,
      { details: { status: response.status, correlationId } },
    );
  }
  const { code, detail, hint, details, correlationId: named = correlationId } = parsed.data;
  return new ForecourtError(code, detail, { hint, details: { ...details, ...(named !== undefined && { correlationId: named }) } });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
