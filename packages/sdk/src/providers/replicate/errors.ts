import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import type { Prediction } from './prediction.ts';

/** What Replicate says about a request that it did not do: a problem document without a type. */
const problemSchema = z.object({
  title: z.string().optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  retry_after: z.number().nonnegative().optional().catch(undefined),
  invalid_fields: z
    .array(z.object({ field: z.string(), description: z.string() }))
    .optional()
    .catch(undefined),
});

/** An answer that is not what was asked for. */
export interface BadAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What was asked, for the message: `start flux-schnell`. */
  readonly what: string;
}

/** The error for an answer with a status of 400 and above. */
export function httpError({ status, headers, text, what }: BadAnswer): ForecourtError {
  const problem = problemOf(text);
  const said = shortened(problem.detail ?? problem.title ?? text);
  const code = codeOf(status, problem.title);
  const retryAfterSeconds = code === 'PROVIDER_RATE_LIMITED' ? secondsToWait(headers, problem) : undefined;
  return new ForecourtError(code, `Replicate did not ${what}: ${said || `it answered ${status}`}`, {
    ...(code === 'MODEL_RETIRED' && { hint: 'Its owner took this model or version away. Choose another model.' }),
    details: {
      status,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(problem.invalid_fields && { fields: problem.invalid_fields }),
    },
  });
}

/** The error for work that was begun and has no result. */
export function predictionError({ id, status, error, logs }: Prediction, what: string): ForecourtError {
  const details = { providerJobId: id };
  if (status !== 'failed') {
    const text = `Replicate ended before it could ${what}: its time was over, or somebody cancelled it there.`;
    return new ForecourtError('PROVIDER_STUCK', text, { details });
  }
  const said = shortened(typeof error === 'string' ? error : '');
  return new ForecourtError(codeOfWords(`${said}\n${logs ?? ''}`), `Replicate could not ${what}: ${said || 'it does not say why'}`, {
    details,
  });
}

/** The error for an answer that came and is not what it should be. */
export function answerInvalid(text: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}): ForecourtError {
  return new ForecourtError('PROVIDER_ANSWER_INVALID', text, options);
}

/** The same error, which also tells the facts of its call. */
export function withFacts(error: ForecourtError, facts: Record<string, unknown>): ForecourtError {
  const { code, message, hint, details, cause } = error;
  return new ForecourtError(code, message, { hint, details: { ...facts, ...details }, cause: cause ?? error });
}

/** Whether a service said no to a request, and so did nothing. */
export function isRefusal(error: ForecourtError): boolean {
  const status = z.number().safeParse(error.details?.status);
  return status.success && status.data >= 400 && status.data < 500;
}

function codeOf(status: number, title: string | undefined): ErrorCode {
  // A version that is gone is said with the status of a wrong request (replicate/replicate-javascript issue 307).
  if (status === 422 && title?.startsWith('Invalid version')) return 'MODEL_RETIRED';
  if (status >= 500 || status === 408) return 'PROVIDER_UNAVAILABLE';
  return codes[status] ?? 'PROVIDER_REJECTED';
}

const codes: Readonly<Record<number, ErrorCode>> = {
  401: 'PROVIDER_UNAUTHENTICATED',
  402: 'PROVIDER_OUT_OF_CREDIT',
  403: 'PROVIDER_FORBIDDEN',
  404: 'MODEL_RETIRED',
  410: 'MODEL_RETIRED',
  429: 'PROVIDER_RATE_LIMITED',
};

/** Models say in words why they failed; these are the words of the public ones, and the codes that Replicate puts behind its own. */
const words: readonly { readonly pattern: RegExp; readonly code: ErrorCode }[] = [
  { pattern: /\bE005\b|nsfw|flagged|sensitive|moderat|safety|content polic/i, code: 'PROVIDER_REFUSED' },
  { pattern: /\bE006\b|invalid input|cannot identify image|unsupported image|must be (?:a|an|one) /i, code: 'PROVIDER_REJECTED' },
];

function codeOfWords(said: string): ErrorCode {
  return words.find(({ pattern }) => pattern.test(said))?.code ?? 'PROVIDER_UNAVAILABLE';
}

/** In the header, in the body, or in a sentence of it; Replicate has used all three. */
function secondsToWait(headers: Headers, problem: z.output<typeof problemSchema>): number | undefined {
  const header = headers.get('retry-after');
  if (header !== null) {
    const seconds = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
    if (Number.isFinite(seconds)) return Math.max(0, seconds);
  }
  const sentence = problem.detail?.match(/(?:resets in ~?|available in )(\d+)\s*s/)?.[1];
  return problem.retry_after ?? (sentence === undefined ? undefined : Number(sentence));
}

function problemOf(text: string): z.output<typeof problemSchema> {
  try {
    return problemSchema.parse(JSON.parse(text));
  } catch {
    // A page of a proxy, or nothing: then the status says what there is to say.
    return {};
  }
}

function shortened(text: string): string {
  const line = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
