import { z } from 'zod';
import { type CommandContext, endServer, logToStderr, parseFlags, untilStopped } from './context.ts';

const serveFlagsSchema = z.strictObject({
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  host: z.string().min(1).optional(),
  /** Only `--no-worker` says something; else the environment decides. */
  worker: z.boolean().default(true),
  json: z.boolean().default(false),
});

/** `forecourt serve`: the API without pages. */
export async function serve(flags: unknown, context: CommandContext): Promise<void> {
  const { terminal, signal } = context;
  const { port, host, worker } = parseFlags(serveFlagsSchema, flags);
  // Reads the settings: what is wrong with them is said before a server is loaded, which takes a second.
  const logger = logToStderr();
  const { listenForecourt } = await import('../listen.ts');
  await using server = await listenForecourt({ port, host, logger, ...(!worker && { worker: false }) });
  const { needed, code } = await server.forecourt.setup();
  terminal.result({ url: server.url, setup: { needed, code } }, () => `Forecourt listens on ${server.url}`);
  if (needed) terminal.note(setupText(server.url, code));
  await untilStopped(signal);
  await endServer(server, context);
}

/** Without pages the owner is created over the API, or by settings. */
function setupText(url: string, code: string | null): string {
  return [
    'There is no owner yet. Create one:',
    `  curl ${url}/api/v1/setup -H 'Content-Type: application/json' \\`,
    `    -d '{"code":"${code ?? ''}","dealership":"…","name":"…","email":"…","password":"…"}'`,
    'or set FORECOURT_OWNER_EMAIL and FORECOURT_OWNER_PASSWORD and start again.',
  ].join('\n');
}
