import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import { databaseError } from '../database/index.ts';
import { type ProblemContext, problemResponse, toProblem } from '../problems/problem.ts';

const tusHeaders = { 'tus-resumable': '1.0.0', 'tus-version': '1.0.0' };

/** What the tus server means by its status codes (tus 1.0.0; @tus/utils `ERRORS`). */
const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID_INPUT',
  403: 'INVALID_INPUT',
  404: 'UPLOAD_NOT_FOUND',
  409: 'UPLOAD_OFFSET_MISMATCH',
  410: 'UPLOAD_EXPIRED',
  412: 'INVALID_INPUT',
  413: 'FILE_TOO_LARGE',
  501: 'INVALID_INPUT',
};

/** What was thrown while the tus server worked: our own errors, its own plain objects, or that the connection ended. */
export function failureOfTus(error: unknown): ForecourtError {
  if (ForecourtError.is(error)) return error;
  if (typeof error === 'object' && error !== null && 'status_code' in error && typeof error.status_code === 'number') {
    const text = 'body' in error && typeof error.body === 'string' ? error.body.trim() : '';
    return new ForecourtError(codes[error.status_code] ?? 'INTERNAL', text || 'This request for an upload cannot be.');
  }
  return databaseError(error);
}

/** A problem document with the headers that tus clients look for. */
export function answerFailure(error: unknown, context: ProblemContext): Response {
  return problemResponse(databaseError(error), { ...context, headers: tusHeaders });
}

/** The same for an answer of the tus server that it gave without throwing: headers that are missing or malformed. Its status stays. */
export async function answerRefusal(response: Response, context: ProblemContext): Promise<Response> {
  const { status } = response;
  const error = failureOfTus({ status_code: status, body: await response.text() });
  const headers = {
    ...tusHeaders,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'forecourt-problem': error.code,
  };
  return new Response(JSON.stringify({ ...toProblem(error, context), status }), { status, headers });
}
