import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';

/** What the SDK throws, as far as it matters here. */
const failureSchema = z.looseObject({
  name: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  message: z.string().catch(''),
  $metadata: z.looseObject({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

interface Failure {
  /** S3's code (`NoSuchKey`), or the system's of a lost connection (`ECONNRESET`). */
  readonly name: string;
  /** Status of the answer; undefined if there was none. */
  readonly status: number | undefined;
  readonly message: string;
}

function failureOf(error: unknown): Failure {
  const { name, code, message, $metadata } = failureSchema.parse(error instanceof Error ? copyOf(error) : {});
  return { name: $metadata?.httpStatusCode === undefined && code !== undefined ? code : name, status: $metadata?.httpStatusCode, message };
}

/** Name and message of an error are not its own properties. */
function copyOf(error: Error): object {
  return { ...error, name: error.name, message: error.message };
}

/** Codes below 500 that another try may not get (Amazon S3, error responses). */
const passingCodes = new Set(['RequestTimeout', 'SlowDown', 'TooManyRequests', 'BadDigest', 'XAmzContentSHA256Mismatch']);

/** Whether the same request may succeed a moment later: no answer, a tired service, or bytes that were damaged on the way. */
export function isPassing(error: unknown): boolean {
  if (ForecourtError.is(error)) return false;
  const { name, status } = failureOf(error);
  if (name === 'AbortError' || name === 'CredentialsProviderError') return false;
  return status === undefined || status === 429 || status >= 500 || passingCodes.has(name);
}

/**
 * What a failed request means. The SDK's own error is not kept as the cause: it carries the request, with what signed it.
 * `details.reason` is the service's own word.
 *
 * @param what was tried: `Could not write …`
 * @returns NOT_FOUND, STORAGE_UNAVAILABLE, STORAGE_REFUSED, ABORTED
 */
export function s3Error(error: unknown, what: string, place: string): ForecourtError {
  if (ForecourtError.is(error)) return error;
  const { name, status, message } = failureOf(error);
  if (name === 'AbortError') return ForecourtError.from(error, 'ABORTED');
  const cause = new Error(`${name}: ${message.split('\n')[0]?.slice(0, 300)}`);
  const details = { place, reason: name, ...(status !== undefined && { status }) };
  if (status === 404 && name !== 'NoSuchBucket' && name !== 'NoSuchUpload') {
    return new ForecourtError('NOT_FOUND', `${what}: it is not in ${place}.`, { details, cause });
  }
  if (name === 'CredentialsProviderError') {
    const hint = 'Set FORECOURT_S3_ACCESS_KEY_ID and FORECOURT_S3_SECRET_ACCESS_KEY.';
    return new ForecourtError('STORAGE_REFUSED', `${what}: there are no credentials for ${place}.`, { hint, details, cause });
  }
  if (isPassing(error)) {
    const reason = status === undefined ? `no answer (${name})` : `${status} ${name}`;
    return new ForecourtError('STORAGE_UNAVAILABLE', `${what}: ${place} gave ${reason}.`, { details, cause });
  }
  return new ForecourtError('STORAGE_REFUSED', `${what}: ${place} refused with ${status} ${name}.`, { details, cause });
}
