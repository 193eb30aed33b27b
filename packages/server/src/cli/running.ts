import type { CommandContext } from './context.ts';

// Half of what the command line loads is for answering requests: whoever only asks how things are need not wait for it.

/** `forecourt serve`: the API without pages. */
export async function serve(flags: unknown, context: CommandContext): Promise<void> {
  const command = await import('./serve.ts');
  await command.serve(flags, context);
}

/** `forecourt worker`: makes cutouts for the servers that share its database, and answers no requests. */
export async function worker(flags: unknown, context: CommandContext): Promise<void> {
  const command = await import('./worker.ts');
  await command.worker(flags, context);
}
