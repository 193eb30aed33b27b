import type { Fault } from '../faults.ts';
import type { EmulatedModel } from './models.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** Errors in the words of the real service, as they were seen in public logs and issues in 2024 to 2026. */
export const problems = {
  unauthenticated: () => json(401, { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status: 401 }),
  forbidden: () => json(403, { title: 'Forbidden', detail: 'You do not have permission to perform this action.', status: 403 }),
  outOfCredit: () =>
    json(402, {
      title: 'Insufficient credit',
      detail:
        'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit. Once you purchase credit, please wait a few minutes before trying again.',
      status: 402,
    }),
  notFound: () => json(404, { title: 'Not found', detail: 'The requested resource could not be found.', status: 404 }),
  noVersion: () =>
    json(422, {
      title: 'Invalid version or not permitted',
      detail: "The specified version does not exist (or perhaps you don't have permission to use it?)",
      status: 422,
    }),
  invalidInput: (fields: readonly { readonly type: string; readonly field: string; readonly description: string }[]) =>
    json(422, {
      detail: fields.map(({ field, description }) => `- ${field}: ${description}\n`).join(''),
      status: 422,
      title: 'Input validation failed',
      invalid_fields: fields,
    }),
  tooMany: (retryAfterMs: number | null | undefined) => {
    if (retryAfterMs === null) return json(429, { detail: 'Request was throttled.', status: 429 });
    const seconds = Math.ceil((retryAfterMs ?? 2000) / 1000);
    const detail = `Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~${seconds}s.`;
    return json(429, { detail, status: 429, retry_after: seconds }, { 'retry-after': String(seconds), 'ratelimit-reset': String(seconds) });
  },
  tooLarge: () => json(413, { title: 'Payload Too Large', detail: 'Request body is too large', status: 413 }),
  broken: (status: number) => ({
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status} Server Error</title></head><body><center><h1>${status} Server Error</h1></center></body></html>`,
  }),
  page: (): Answer => ({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>',
  }),
} as const;

/** The answer in place of which nothing is done; undefined for faults that come later, or not by an answer. */
export function refusalOf(fault: Fault | undefined, model: EmulatedModel | undefined): Answer | undefined {
  switch (fault?.kind) {
    case 'unauthenticated':
      return problems.unauthenticated();
    case 'forbidden':
      return problems.forbidden();
    case 'out-of-credit':
      return problems.outOfCredit();
    case 'rate-limited':
      return problems.tooMany(fault.retryAfterMs);
    case 'rejected':
      return problems.invalidInput([{ type: 'number_lte', field: 'input.seed', description: 'Must be less than or equal to 65535' }]);
    case 'model-gone':
      return model && model.versions.length > 0 ? problems.noVersion() : problems.notFound();
    case 'server-error':
      return problems.broken(fault.status ?? 500);
    case 'html':
      return problems.page();
    default:
      return undefined;
  }
}
