import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { openDatabase } from '../database/open.ts';
import { dropUnusedKeys, forgetLostKeys, openKeyRing, rewrapSecrets } from '../secrets/index.ts';
import { readServerSettings } from '../settings/settings.ts';
import { type CommandContext, parseFlags } from './context.ts';

const forgetFlagsSchema = z.strictObject({ yes: z.boolean().default(false), json: z.boolean().default(false) });
const rotateFlagsSchema = z.strictObject({ dropUnused: z.boolean().default(false), json: z.boolean().default(false) });

/** `forecourt secrets rotate`: a new key in front of the ring, and every secret wrapped with it, while servers run. */
export async function secretsRotate(flags: unknown, { terminal, signal }: CommandContext): Promise<void> {
  const { dropUnused } = parseFlags(rotateFlagsSchema, flags);
  const { dataDir, databaseUrl, secretKeys } = readServerSettings();
  const ring = openKeyRing({ dataDir, keys: secretKeys });
  if ((await ring.keys()).length === 0) {
    terminal.result({ keyId: null, secrets: 0 }, () => 'There is no key yet: one is made with the first secret.');
    return;
  }
  if (ring.source === 'file') await ring.add();
  const keyId = (await ring.keys())[0]?.id;
  const database = await openDatabase({ dataDir, url: databaseUrl, signal }).catch((error: unknown) => {
    if (ForecourtError.is(error) && error.code === 'DATA_FOLDER_IN_USE') return null;
    throw error;
  });
  if (database === null) {
    terminal.result(
      { keyId, isLeftToServer: true },
      () => `${keyId} seals from now on. The running server wraps all secrets with it within a minute or two.`,
    );
    return;
  }
  try {
    const { secrets, failed } = await rewrapSecrets({ database, ring, signal });
    const dropped = dropUnused && ring.source === 'file' ? await dropUnusedKeys({ database, ring }) : [];
    const failures = failed.map(({ id, error }) => ({ id, ...error.toJSON() }));
    terminal.result({ keyId, secrets, failed: failures, dropped }, () =>
      [
        `${keyId} seals from now on; ${secrets} secrets were wrapped with it.`,
        ...dropped.map(
          (id) => `${id} was taken out of the key ring. Back-ups from before need it: keep a copy of the old keys.json with them.`,
        ),
      ].join('\n'),
    );
    const [first] = failed;
    if (first) throw first.error;
  } finally {
    await database.close();
  }
}

/** `forecourt secrets forget-lost`: gives up keys that nobody has any more, with what they sealed, so that a server starts again. */
export async function secretsForgetLost(flags: unknown, { terminal, signal }: CommandContext): Promise<void> {
  const { yes } = parseFlags(forgetFlagsSchema, flags);
  if (!yes) {
    throw new ForecourtError('INVALID_INPUT', 'Secrets that were sealed with a lost key are given up for good by this.', {
      hint: 'Look for a back-up of keys.json first. If there is none, add --yes.',
    });
  }
  const { dataDir, databaseUrl, secretKeys } = readServerSettings();
  await using database = await openDatabase({ dataDir, url: databaseUrl, signal });
  const forgotten = await forgetLostKeys({ database, ring: openKeyRing({ dataDir, keys: secretKeys }) });
  const { keyIds, secrets } = forgotten;
  terminal.result(forgotten, () =>
    keyIds.length === 0 ? 'No key is missing.' : `${keyIds.join(', ')} given up; ${secrets} secrets have to be entered anew.`,
  );
}
