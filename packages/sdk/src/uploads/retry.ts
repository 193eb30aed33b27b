import { type ErrorCode, errorCodes, ForecourtError } from '@forecourt/errors';
import { DetailedError } from 'tus-js-client';
import { problemError } from '../client/problems.ts';

export interface RetryOptions {
  /** The longest first wait. */
  readonly firstMs: number;
  /** The longest wait while the trouble is young: somebody may be watching. */
  readonly mostMs: number;
  /** The longest wait once it has lasted for `lastingMs`. */
  readonly lastingMostMs: number;
  readonly lastingMs: number;
  /** Tries without any progress, of what may never mend: a chunk that arrives damaged each time. */
  readonly tries: number;
}

/**
 * Some 2 s at most, so that everything goes on right after a restart of the server; in an outage that lasts, twice a minute.
 */
export const defaultRetry: RetryOptions = { firstMs: 200, mostMs: 1800, lastingMostMs: 30_000, lastingMs: 120_000, tries: 12 };

const hopeless: readonly string[] = ['CHECKSUM_MISMATCH', 'UPLOAD_OFFSET_MISMATCH', 'IDEMPOTENCY_IN_PROGRESS'];

export interface Trouble {
  readonly error: ForecourtError;
  /** Tries in a row that brought nothing. */
  readonly tries: number;
  /** For how long nothing got through. */
  readonly lastedMs: number;
}

/** How long to wait before the next try, or null if there is none: exponential, with full jitter, so that many do not come at once. */
export function waitBeforeRetry({ error, tries, lastedMs }: Trouble, retry: RetryOptions, random: () => number): number | null {
  if (!error.retryable) return null;
  // A lost network, a full disk, a database that is away: all of them end, and the file is not lost meanwhile.
  if (hopeless.includes(error.code) && tries >= retry.tries) return null;
  if (error.code === 'UPLOAD_OFFSET_MISMATCH' && tries <= 1) return 0;
  const most = lastedMs > retry.lastingMs ? retry.lastingMostMs : retry.mostMs;
  const asked = error.details?.retryAfterSeconds;
  const least = typeof asked === 'number' ? asked * 1000 : 0;
  return Math.max(least, random() * Math.min(most, retry.firstMs * 2 ** Math.min(tries, 20)));
}

/** What a try failed with, as the one error class. */
export function uploadError(failure: unknown, name: string): ForecourtError {
  if (ForecourtError.is(failure)) return failure;
  if (!(failure instanceof DetailedError)) return ForecourtError.from(failure, 'INTERNAL', `Could not send ${name}`);
  const answer = failure.originalResponse;
  const cause = failure.causingError;
  if (answer === null || answer === undefined) {
    if (ForecourtError.is(cause)) return cause;
    return new ForecourtError('SERVER_UNREACHABLE', `The connection broke while ${name} was sent.`, { cause: cause ?? failure });
  }
  const status = answer.getStatus();
  const code = answer.getHeader('Forecourt-Problem');
  const body = parseJson(answer.getBody());
  if (body === undefined && code !== undefined && isErrorCode(code)) {
    return new ForecourtError(code, `The server refused ${name}.`);
  }
  if (status === 460) return new ForecourtError('CHECKSUM_MISMATCH', `A part of ${name} arrived damaged.`);
  if (status === 423) return new ForecourtError('UPLOAD_LOCKED', `Another request still sends ${name}.`);
  return problemError(new Response(null, { status: status >= 200 && status <= 599 ? status : 500 }), body);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No problem document: whoever asks looks at the status.
    return undefined;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
