import { z } from 'zod';
import { migrateDatabase } from '../database/open.ts';
import { readServerSettings } from '../settings/settings.ts';
import { type CommandContext, parseFlags } from './context.ts';

const migrateFlagsSchema = z.strictObject({ json: z.boolean().default(false) });

/** `forecourt migrate`: what a server does at its start as well, for a step of its own before new servers are started. */
export async function migrate(flags: unknown, { terminal, signal }: CommandContext): Promise<void> {
  parseFlags(migrateFlagsSchema, flags);
  const { dataDir, databaseUrl } = readServerSettings();
  const migrated = await migrateDatabase({ dataDir, url: databaseUrl, signal });
  const which = databaseUrl === undefined ? 'pglite' : 'postgres';
  const name = which === 'pglite' ? 'The database in the data folder' : 'The PostgreSQL database';
  terminal.result({ database: which, ...migrated }, () => `${name} has this version's schema.`);
}
