import type { Context, MiddlewareHandler } from 'hono';
import { v7 } from 'uuid';
import { databaseError } from '../database/index.ts';
import { problemResponse } from '../problems/problem.ts';
import type { Logger } from '../settings/logger.ts';
import type { Environment } from './context.ts';
import { rateLimitHeaders } from './rate-limits.ts';

export const correlationHeader = 'Forecourt-Correlation-Id';

/** Gives each request a name that is in its answer and in each line of the log, and says once how it ended. */
export function correlate(options: { readonly logger: Logger; readonly isProxyTrusted: boolean }): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const given = context.req.header(correlationHeader);
    // Anything else could forge lines of a log.
    const correlationId = given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : v7();
    const log = options.logger.child({ correlationId });
    const forwarded = (name: string) => (options.isProxyTrusted ? lastOf(context.req.header(name)) : undefined);
    const url = URL.parse(context.req.url);
    context.set('correlationId', correlationId);
    context.set('log', log);
    context.set('host', forwarded('x-forwarded-host') ?? context.req.header('host') ?? url?.host ?? '');
    context.set('isSecure', (forwarded('x-forwarded-proto') ?? url?.protocol.replace(':', '')) === 'https');
    context.set('clientAddress', forwarded('x-forwarded-for') ?? context.env?.incoming?.socket.remoteAddress ?? 'unknown');
    const startedAt = performance.now();
    await next();
    const { res } = context;
    const headers = { [correlationHeader]: correlationId, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin' };
    for (const [name, value] of Object.entries(headers)) res.headers.set(name, value);
    const rateLimit = context.get('rateLimit');
    if (rateLimit) for (const [name, value] of Object.entries(rateLimitHeaders(rateLimit))) res.headers.set(name, value);
    context.get('log').info(requestFields(context, Math.round(performance.now() - startedAt)), 'answered');
  };
}

/** What the line of a request says of it; an address never with its query, which may hold a signature. */
function requestFields(context: Context<Environment>, durationMs: number): Record<string, string | number | undefined> {
  const { req, res } = context;
  const bytes = (length: string | null | undefined) => (length ? Number(length) : undefined);
  return {
    method: req.method,
    path: req.path,
    route: context.get('route'),
    status: res.status,
    durationMs,
    requestBytes: bytes(req.header('content-length')),
    responseBytes: bytes(res.headers.get('content-length')),
    code: context.get('problem'),
    ...context.get('who'),
  };
}

/** The answer to whatever was thrown; what is our fault or our machine's goes into the log with its cause. */
export function failed(error: unknown, context: Context<Environment>): Response {
  const answer = problemResponse(databaseError(error), { instance: context.req.path, correlationId: context.get('correlationId') });
  context.set('problem', answer.headers.get('forecourt-problem') ?? 'INTERNAL');
  if (answer.status >= 500) context.get('log').error({ err: error }, 'failed');
  return answer;
}

/** Each proxy appends what it saw: the last entry is the word of the one that is trusted. */
function lastOf(list: string | undefined): string | undefined {
  return list?.split(',').at(-1)?.trim() || undefined;
}
