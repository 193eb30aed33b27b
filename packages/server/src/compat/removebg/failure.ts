import { ForecourtError } from '@forecourt/errors';

/** A failure as remove.bg says it: their plug-ins read `errors[0].title` and `errors[0].code`. */
export interface Failure {
  readonly status: number;
  readonly code: string;
}

/** Their words for what our table of codes tells; the rest keeps its status and goes by our own code. */
const failures: Readonly<Record<string, Failure>> = {
  UNAUTHENTICATED: { status: 403, code: 'auth_failed' },
  KEY_REVOKED: { status: 403, code: 'auth_failed' },
  FORBIDDEN: { status: 403, code: 'auth_failed' },
  RATE_LIMITED: { status: 429, code: 'rate_limit_exceeded' },
  EMPTY_FILE: { status: 400, code: 'invalid_file_type' },
  UNSUPPORTED_TYPE: { status: 400, code: 'invalid_file_type' },
  NOT_DECODABLE: { status: 400, code: 'invalid_file_type' },
  TRUNCATED: { status: 400, code: 'invalid_file_type' },
  FILE_TOO_LARGE: { status: 400, code: 'file_size_too_large' },
  PAYLOAD_TOO_LARGE: { status: 400, code: 'file_size_too_large' },
  TOO_MANY_PIXELS: { status: 400, code: 'resolution_too_high' },
  TOO_SMALL: { status: 400, code: 'resolution_too_low' },
  DECODE_TIMEOUT: { status: 400, code: 'failed_to_read_image' },
  OUTBOUND_REFUSED: { status: 400, code: 'failed_for_url' },
  DOWNLOAD_FAILED: { status: 400, code: 'failed_for_url' },
  NOTHING_FOUND: { status: 400, code: 'unknown_foreground' },
};

/** The answer to a failure, in the shape of remove.bg; hint and our own code stand beside theirs. */
export function failureResponse(thrown: unknown, correlationId: string): Response {
  const error = ForecourtError.from(thrown);
  const { status, code } = failures[error.code] ?? { status: error.status, code: error.code.toLowerCase() };
  const title = error.code === 'INTERNAL' ? 'Something went wrong on the server that should not.' : error.message;
  const headers = new Headers({ 'cache-control': 'no-store', 'forecourt-problem': error.code });
  const seconds = error.details?.retryAfterSeconds;
  if (typeof seconds === 'number') headers.set('retry-after', String(Math.ceil(seconds)));
  return Response.json({ errors: [{ title, detail: error.hint, code, correlationId }] }, { status, headers });
}
