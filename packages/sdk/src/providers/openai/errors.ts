import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import * as z from 'zod';

/**
 * What OpenAI's client throws for an answer that is an error: its class is not asked for, since the package is loaded late. An error inside of a
 * stream has no status, one of the connection neither that nor a type.
 */
const answerSchema = z
  .object({
    status: z.int().default(0),
    message: z.string(),
    code: z.string().nullish().catch(null),
    type: z.string().nullish().catch(null),
    param: z.string().nullish().catch(null),
    headers: z.instanceof(Headers).optional().catch(undefined),
    requestID: z.string().nullish().catch(undefined),
    error: z
      .object({
        moderation_details: z.object({ moderation_stage: z.string().optional(), categories: z.array(z.string()).optional() }).optional(),
      })
      .optional()
      .catch(undefined),
  })
  .refine(({ status, code, type, requestID }) => status > 0 || (requestID !== undefined && Boolean(code ?? type)));
type Answer = z.infer<typeof answerSchema>;

/** Codes and types of OpenAI that say more than the status: a row is taken where one of its words is the code or the type. */
const meanings: readonly (readonly [words: readonly string[], code: ErrorCode])[] = [
  [['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active'], 'PROVIDER_OUT_OF_CREDIT'],
  [['moderation_blocked', 'content_policy_violation', 'content_filter', 'safety_violation'], 'PROVIDER_REFUSED'],
  [['invalid_api_key', 'account_deactivated', 'invalid_authentication'], 'PROVIDER_UNAUTHENTICATED'],
  [['unsupported_country_region_territory', 'missing_scope', 'organization_verification_required'], 'PROVIDER_FORBIDDEN'],
  [['rate_limit_exceeded', 'slow_down'], 'PROVIDER_RATE_LIMITED'],
  [['model_not_found'], 'MODEL_UNKNOWN'],
];

const byStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'PROVIDER_UNAUTHENTICATED',
  402: 'PROVIDER_OUT_OF_CREDIT',
  403: 'PROVIDER_FORBIDDEN',
  408: 'PROVIDER_UNAVAILABLE',
  409: 'PROVIDER_UNAVAILABLE',
  429: 'PROVIDER_RATE_LIMITED',
};

/**
 * Turns whatever OpenAI's client throws into the codes of Forecourt. Details carry `status`, OpenAI's own `code`, `param` and `requestId`,
 * `retryAfterMs` where it asks to wait, and `costUsd: 0` where surely nothing was made.
 */
export function openAiError(error: unknown, what: string): ForecourtError {
  if (ForecourtError.is(error)) return error;
  const answer = answerSchema.safeParse(error);
  return answer.success ? answeredError(answer.data, what) : brokenConnection(error, what);
}

/** The error for an answer with status 200 that is not what was asked for. */
export function answerInvalid(message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown): ForecourtError {
  return new ForecourtError('PROVIDER_ANSWER_INVALID', message, { details, ...(cause !== undefined && { cause }) });
}

/** The error for what OpenAI's rules do not allow, with how to say it otherwise. */
export function refused(reason: string, categories: readonly string[], details: Readonly<Record<string, unknown>> = {}): ForecourtError {
  return new ForecourtError('PROVIDER_REFUSED', `OpenAI does not allow this: ${reason}`, {
    hint: suggestionFor(categories),
    details: { ...details, categories },
  });
}

function answeredError(answer: Answer, what: string): ForecourtError {
  const { status, param, headers } = answer;
  const code = codeOf(answer);
  const message = withoutKeys(answer.message.replace(/^\d{3} /, ''));
  const moderation = answer.error?.moderation_details;
  const details = {
    status,
    ...(answer.code && { code: answer.code }),
    ...(param && { param }),
    ...(answer.requestID && { requestId: answer.requestID }),
    // Refused before it was made; after 5xx, and for a picture that was made and is held back, nobody can tell.
    ...(status > 0 && status < 500 && status !== 409 && moderation?.moderation_stage !== 'output' && { costUsd: 0 }),
  };
  if (code === 'PROVIDER_REFUSED') return refused(message, moderation?.categories ?? [], details);
  const wait = code === 'PROVIDER_RATE_LIMITED' || status === 503 ? retryAfterMs(headers, message) : undefined;
  const hint = hintFor(code, answer);
  return new ForecourtError(code, `OpenAI could not ${what}: ${message}`, {
    ...(hint !== undefined && { hint }),
    details: { ...details, ...(wait !== undefined && { retryAfterMs: wait }) },
  });
}

function codeOf({ status, code, type, message }: Answer): ErrorCode {
  // Its own word for models that were switched off is the one for those that never were.
  if (code === 'model_not_found' && /deprecated|shut ?down|retired/i.test(message)) return 'MODEL_RETIRED';
  const meant = meanings.find(([words]) => words.some((word) => word === code || word === type));
  if (meant) return meant[1];
  if (status === 400 && /safety system|content policy/i.test(message)) return 'PROVIDER_REFUSED';
  if (status === 0 && type === 'invalid_request_error') return 'PROVIDER_REJECTED';
  if (status >= 300 && status < 400) return 'PROVIDER_ANSWER_INVALID';
  return byStatus[status] ?? (status === 0 || status >= 500 ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED');
}

function hintFor(code: ErrorCode, { status, message, param }: Answer): string | undefined {
  if (code === 'MODEL_UNKNOWN') return 'The key may have no access to this model. Choose another one, or ask OpenAI for it.';
  if (status === 403 && /verif/i.test(message)) return 'Have your organisation verified in OpenAI’s settings; image models ask for it.';
  return code === 'PROVIDER_REJECTED' && param ? `OpenAI does not take the value of ${param}. Leave it out, or change it.` : undefined;
}

function brokenConnection(error: unknown, what: string): ForecourtError {
  // Of a connection that was never made nothing can have been paid.
  const details = causesOf(error).some((cause) => /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CERT_|ERR_TLS/.test(cause)) ? { costUsd: 0 } : {};
  if (error instanceof SyntaxError || error instanceof RangeError) return answerInvalid(`OpenAI’s answer cannot be read.`, details, error);
  // undici says so of a body that ends before its length.
  if (causesOf(error).some((cause) => /terminated|premature|UND_ERR_RES_CONTENT_LENGTH/i.test(cause))) {
    return answerInvalid('OpenAI’s answer broke off.', details, error);
  }
  return new ForecourtError('PROVIDER_UNAVAILABLE', `OpenAI could not be reached to ${what}.`, { details, cause: error });
}

/** Codes and messages along the chain of causes. */
function causesOf(error: unknown): readonly string[] {
  const texts: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    texts.push(current.message, 'code' in current ? String(current.code) : '');
  }
  return texts;
}

/** `retry-after-ms`, `retry-after` (seconds or a date), the limit that has nothing left, or what the message says. */
export function retryAfterMs(headers: Headers | undefined, message: string, now = Date.now()): number | undefined {
  const milliseconds = numberOf(headers?.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const after = headers?.get('retry-after');
  const seconds = numberOf(after);
  if (seconds !== undefined) return seconds * 1000;
  if (after && Number.isFinite(Date.parse(after))) return Math.max(0, Date.parse(after) - now);
  const resets = ['requests', 'tokens'].flatMap((kind) =>
    headers?.get(`x-ratelimit-remaining-${kind}`)?.trim() === '0' ? (durationMs(headers.get(`x-ratelimit-reset-${kind}`)) ?? []) : [],
  );
  if (resets.length > 0) return Math.max(...resets);
  return durationMs(/try again in ([\dhms.]+)/i.exec(message)?.[1]);
}

function numberOf(text: string | null | undefined): number | undefined {
  const value = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** `6m0s`, `1.2s`, `20ms`. */
function durationMs(text: string | null | undefined): number | undefined {
  const parts = [...(text ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0);
}

/** OpenAI repeats a part of the key in what it says about keys. */
function withoutKeys(text: string): string {
  return text.replace(/\bsk-[\w*.-]+/g, '(the key)');
}

const suggestions: readonly (readonly [category: RegExp, suggestion: string])[] = [
  [/sexual/i, 'Name only the car and the place, and leave out people and what they wear.'],
  [/violence|harm|weapon|gore/i, 'Leave out crashes, fire, weapons and chases: show the car at rest or on the road.'],
  [/hate|harass/i, 'Leave out people, groups and slogans.'],
  [/illicit|crime/i, 'Leave out races on public roads, police and whatever is against the law.'],
  [/copyright|likeness|trademark|public.?figure/i, 'Leave out names of people, films and brands: describe shape and colour instead.'],
];

function suggestionFor(categories: readonly string[]): string {
  const found = suggestions.find(([category]) => categories.some((name) => category.test(name)));
  return found?.[1] ?? 'Say it in other words: name the car, the place and the light, and leave out people, brands and accidents.';
}
