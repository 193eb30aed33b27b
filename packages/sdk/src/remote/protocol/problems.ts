import { ForecourtError, isErrorCode, wordsOf } from '@forecourt/errors';
import { type Problem, problemSchema } from '../../contract/index.ts';

/** Where each code is explained. */
const reference = 'https://forecourt.example/docs/reference/errors';

/** The problem document (RFC 9457) of anything that was thrown. What nobody foresaw keeps its text to itself. */
export function problemOf(error: unknown): Problem {
  const known = ForecourtError.from(error);
  const isForeseen = known.code !== 'INTERNAL';
  return {
    type: `${reference}#${known.code.toLowerCase()}`,
    title: wordsOf(known.code).title,
    status: known.status,
    detail: isForeseen ? known.message : 'Something went wrong on the host that should not.',
    code: known.code,
    hint: known.hint,
    retryable: known.retryable,
    ...(isForeseen && known.details !== undefined && { details: { ...known.details } }),
  };
}

/** What a host says is kept and shown: it has an end, and no character that a database does not take. */
const longest = { detail: 1000, hint: 500, details: 16_000 } as const;

function plain(text: string, most: number): string {
  return text.replaceAll('\u0000', '').slice(0, most).toWellFormed();
}

function isPlain(details: Readonly<Record<string, unknown>>): boolean {
  const text = JSON.stringify(details);
  return text.length <= longest.details && !text.includes('\\u0000');
}

/**
 * The error of an answer of an agent: what it threw there, with its code, hint and details. A status without a problem document is
 * ANSWER_INVALID: whatever answers there is no agent.
 */
export function errorOf(body: unknown, status?: number): ForecourtError {
  const { success, data } = problemSchema.safeParse(body);
  if (!success || !isErrorCode(data.code)) {
    return new ForecourtError('ANSWER_INVALID', `The host answered ${status ?? 'an error'} without a problem document.`, {
      details: status === undefined ? undefined : { status },
    });
  }
  const details = data.details !== undefined && isPlain(data.details) ? data.details : undefined;
  return new ForecourtError(data.code, plain(data.detail, longest.detail), { hint: plain(data.hint, longest.hint), details });
}
