import { ForecourtError } from '@forecourt/errors';

/** An error as it stands in a line of the log. */
export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly details?: unknown;
  readonly stack?: string;
  readonly cause?: ErrorFields;
}

/** Deeper causes say nothing more. */
const deepest = 5;

/**
 * What a line of the log says of an error: its words, its code and its causes, and nothing else that may hang on it. A failed query
 * carries its parameters, in its message too; they may be people's, and stay out.
 */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error).slice(0, 1000) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: withoutParameters(error.message),
    ...(code !== undefined && { code }),
    ...(ForecourtError.is(error) && error.details !== undefined && { details: error.details }),
    ...(frames !== undefined && frames.length > 0 && { stack: frames.join('\n') }),
    ...(error.cause !== undefined && depth < deepest && { cause: errorFields(error.cause, depth + 1) }),
  };
}

function withoutParameters(message: string): string {
  return /^Failed query:/.test(message) ? message.replace(/\nparams:[\s\S]*$/, '') : message;
}
