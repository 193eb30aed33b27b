import { z } from 'zod';
import { openDatabase } from '../database/open.ts';
import { createIdentity } from '../identity/index.ts';
import { readServerSettings } from '../settings/settings.ts';
import { type CommandContext, parseFlags } from './context.ts';

const resetFlagsSchema = z.strictObject({ email: z.string().min(1), json: z.boolean().default(false) });

/** `forecourt people reset-password`: a one-time link for whoever has the machine. @throws NOT_FOUND, DATA_FOLDER_IN_USE */
export async function peopleResetPassword(flags: unknown, { terminal, signal }: CommandContext): Promise<void> {
  const { email } = parseFlags(resetFlagsSchema, flags);
  const { dataDir, databaseUrl, publicUrl } = readServerSettings();
  await using database = await openDatabase({ dataDir, url: databaseUrl, signal });
  const identity = createIdentity({ database });
  const { token, expiresAt } = await identity.accounts.makeResetFor(email);
  await identity.close();
  const path = `/reset#${token}`;
  terminal.result({ path, expiresAt, ...(publicUrl !== undefined && { url: `${publicUrl}${path}` }) }, () =>
    [
      `Open this once to set a new password for ${email}, within a day:`,
      '',
      `  ${publicUrl ?? '(the address of your server)'}${path}`,
    ].join('\n'),
  );
}
