import { z } from 'zod';
import { openDatabase } from '../database/open.ts';
import { createPlatformKeys } from '../hosts/index.ts';
import { openKeyRing } from '../secrets/index.ts';
import { createSecrets } from '../secrets/secrets.ts';
import { readServerSettings } from '../settings/settings.ts';
import { type CommandContext, parseFlags } from './context.ts';

const rotateFlagsSchema = z.strictObject({ json: z.boolean().default(false) });

/** `forecourt hosts rotate-key`: another key by which hosts know this platform, of which they hear before it signs. @throws DATA_FOLDER_IN_USE */
export async function hostsRotateKey(flags: unknown, { terminal, signal }: CommandContext): Promise<void> {
  parseFlags(rotateFlagsSchema, flags);
  const { dataDir, databaseUrl, secretKeys } = readServerSettings();
  await using database = await openDatabase({ dataDir, url: databaseUrl, signal });
  const secrets = createSecrets({ database, ring: openKeyRing({ dataDir, keys: secretKeys }) });
  const begun = await createPlatformKeys({ database, secrets }).rotate();
  terminal.result({ begun }, () =>
    begun === 0
      ? 'There is no key to change: no host was ever connected, or a change is under way.'
      : `${begun === 1 ? 'A dealership has' : `${begun} dealerships have`} another key. Hosts hear of it within a month, and it signs from then on; nothing else is to be done.`,
  );
}
