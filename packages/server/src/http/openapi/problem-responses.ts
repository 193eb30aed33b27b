import { type ErrorCode, errorCodes } from '@forecourt/errors';
import { problemSchema, type Route } from '@forecourt/sdk/contract';

/** Header that every answer has. */
export const correlationHeader = {
  'Forecourt-Correlation-Id': { description: 'Names the request in the logs.', schema: { type: 'string' } },
} as const;

/** Where the caller stands with the limit on requests; absent where the server has none. */
export const rateLimitHeaders = {
  RateLimit: { description: 'What is left (`r`), and in how many seconds all of it is (`t`).', schema: { type: 'string' } },
  'RateLimit-Policy': { description: 'Requests (`q`) within so many seconds (`w`).', schema: { type: 'string' } },
} as const;

/** Every code that a route may answer with. */
export function codesOf(route: Route): readonly ErrorCode[] {
  const isWrite = route.method !== 'get';
  const codes: ErrorCode[] = [
    'INVALID_INPUT',
    'RATE_LIMITED',
    'DATABASE_UNAVAILABLE',
    'SERVER_STOPPING',
    'INTERNAL',
    ...(route.errors ?? []),
  ];
  if (route.access !== 'open') codes.push('UNAUTHENTICATED', 'KEY_REVOKED');
  if (route.access !== 'open' || isWrite) codes.push('FORBIDDEN');
  if (route.params) codes.push('NOT_FOUND');
  if (route.body || route.bodyType) codes.push('PAYLOAD_TOO_LARGE', 'UNSUPPORTED_TYPE');
  if (route.answerType !== undefined) codes.push('STORAGE_FAILED');
  if (takesIdempotencyKey(route)) codes.push('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS');
  return [...new Set(codes)];
}

/** Whether the answer to a write is kept, so that the same request may be sent again. */
export function takesIdempotencyKey(route: Route): boolean {
  return route.method !== 'get' && route.access !== 'open' && !route.secret;
}

/** Codes as problem responses (RFC 9457), one for each status. */
export function problemResponses(codes: readonly ErrorCode[]) {
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, named]) => [
      String(status),
      {
        description: named.map((code) => `\`${code}\`: ${errorCodes[code].hint}`).join(' '),
        headers: {
          ...correlationHeader,
          ...(named.some((code) => errorCodes[code].retryable) && {
            'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer' as const } },
          }),
        },
        content: { 'application/problem+json': { schema: problemSchema, example: { code: named[0] } } },
        'x-forecourt-codes': named,
      },
    ]),
  );
}
