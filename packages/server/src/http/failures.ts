import { problemSchema } from '@forecourt/sdk/contract';
import type { MiddlewareHandler } from 'hono';
import { databaseError } from '../database/index.ts';
import { type RecordFailure, wordsOfError } from '../monitoring/index.ts';
import type { Environment } from './context.ts';

export interface FailureParts {
  readonly recordFailure: RecordFailure;
}

/** Told to whoever asks, and no failure: it ends by itself. */
const expected = ['SERVER_STOPPING'];

/** Takes note of every answer that is our fault or our machine's. What the caller can mend is not noted. */
export function noteFailures({ recordFailure }: FailureParts): MiddlewareHandler<Environment> {
  return async (context, next) => {
    await next();
    if (context.res.status < 500) return;
    const words = context.error === undefined ? await wordsOfAnswer(context.res) : wordsOfError(databaseError(context.error));
    if (words === null || expected.includes(words.code)) return;
    recordFailure({
      dealershipId: context.get('who')?.dealershipId ?? null,
      where: 'http',
      operation: context.get('route') ?? null,
      correlationId: context.get('correlationId'),
      ...words,
      details: { ...words.details, method: context.req.method, path: context.req.path },
    });
  };
}

/** What an answer says that somebody made of an error; null where it is another kind of answer. */
async function wordsOfAnswer(answer: Response): Promise<ReturnType<typeof wordsOfError> | null> {
  if (answer.headers.get('content-type') !== 'application/problem+json') return null;
  const parsed = problemSchema.safeParse(await answer.clone().json());
  if (!parsed.success) return null;
  const { code, detail, hint, details } = parsed.data;
  return { code, message: detail, hint, details };
}
