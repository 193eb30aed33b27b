import { ForecourtError } from '@forecourt/errors';
import { pino } from 'pino';
import type { z } from 'zod';
import { createLogger } from '../logging/index.ts';
import type { Logger } from '../settings/logger.ts';
import { readServerSettings } from '../settings/settings.ts';

/** What the `forecourt` command gives to a command of the backend. */
export interface CommandContext {
  readonly terminal: {
    readonly json: boolean;
    /** One result: a JSON object on a line of its own, or the lines of text for people. */
    result(value: object, text: () => string): void;
    /** Something a person may want to know; nothing in JSON mode. */
    note(text: string): void;
  };
  /** Ends the command in order. */
  readonly signal: AbortSignal;
}

/** The log as JSON lines, beside stdout, which is for results. */
export function logToStderr(): Logger {
  return createLogger(readServerSettings().logLevel, pino.destination({ dest: 2, sync: true }));
}

/** @throws INVALID_INPUT */
export function parseFlags<Schema extends z.ZodType>(schema: Schema, flags: unknown): z.output<Schema> {
  const parsed = schema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ForecourtError('INVALID_INPUT', `--${issue?.path.join('.')}: ${issue?.message}`, {
    hint: 'Run `forecourt --help` for what there is.',
    cause: parsed.error,
  });
}

/** Resolves when somebody wants the command to end. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Ends a server in order; one that does not end in time is ended, and what it had under way is found at the next start. */
export async function endServer(server: { close(): Promise<boolean> }, { terminal }: CommandContext): Promise<void> {
  if (await server.close()) return;
  terminal.note('What was not finished is taken up at the next start.');
  // A native thread at work would keep `process.exit` waiting, or end it with a fright.
  process.kill(process.pid, 'SIGKILL');
}
