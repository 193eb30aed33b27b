import { z } from 'zod';
import { type CommandContext, endServer, logToStderr, parseFlags, untilStopped } from './context.ts';

const workerFlagsSchema = z.strictObject({
  concurrency: z.coerce.number().int().min(1).max(64).optional(),
  json: z.boolean().default(false),
});

/** `forecourt worker`: makes cutouts for the servers that share its database, and answers no requests. */
export async function worker(flags: unknown, context: CommandContext): Promise<void> {
  const { terminal, signal } = context;
  const { concurrency = true } = parseFlags(workerFlagsSchema, flags);
  const logger = logToStderr();
  const { createForecourt } = await import('../forecourt.ts');
  await using forecourt = createForecourt({ worker: concurrency, logger });
  await forecourt.start();
  terminal.result({ worker: 'started' }, () => 'Works on jobs. Ctrl-C ends it in order.');
  await untilStopped(signal);
  await endServer(forecourt, context);
}
