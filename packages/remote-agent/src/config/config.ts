import { readFile } from 'node:fs/promises';
import { ForecourtError } from '@forecourt/errors';
import { enrolmentAnswerSchema } from '@forecourt/sdk/contract';
import { readError, writeFileAtomically } from '@forecourt/sdk/files';
import { type HostKey, hostKeyFromPem } from '@forecourt/sdk/remote';
import * as z from 'zod';
import { makeClosedFolder } from './closed-folder.ts';
import { placesIn } from './places.ts';

/** What an agent was told when it was enrolled: who it is, whom it works for, whom it believes. */
export const agentConfigSchema = enrolmentAnswerSchema.extend({
  platformUrl: z.url({ protocol: /^https?$/ }),
  /** When its key was made: it gets another one after a month. */
  keySince: z.iso.datetime(),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;

/** Who an agent is. */
export interface Identity {
  readonly config: AgentConfig;
  readonly key: HostKey;
}

/**
 * Reads who the agent in this data folder is.
 *
 * @throws AGENT_NOT_ENROLLED, INVALID_INPUT, FILE_NOT_READABLE
 */
export async function readIdentity(dataDir: string): Promise<Identity> {
  const places = placesIn(dataDir);
  const [text, pem] = await Promise.all([readPrivate(places.config), readPrivate(places.key)]);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ForecourtError('INVALID_INPUT', `${places.config} is no JSON.`, { hint: 'Enrol this computer again.', cause: error });
  }
  const parsed = agentConfigSchema.safeParse(json);
  if (!parsed.success) {
    throw new ForecourtError('INVALID_INPUT', `${places.config} is not as it was written: ${z.prettifyError(parsed.error)}`, {
      hint: 'Enrol this computer again.',
    });
  }
  return { config: parsed.data, key: hostKeyFromPem(pem) };
}

/** Writes who an agent is, each file whole or not at all, the key first: a configuration never stands there without its key. */
export async function keepIdentity(dataDir: string, { config, key }: Identity): Promise<void> {
  const places = placesIn(dataDir);
  await makeClosedFolder(dataDir);
  await writePrivate(places.key, key.toPem());
  await keepConfig(dataDir, config);
}

export async function keepConfig(dataDir: string, config: AgentConfig): Promise<void> {
  await writePrivate(placesIn(dataDir).config, `${JSON.stringify(agentConfigSchema.parse(config), null, 2)}\n`);
}

/** Writes a file that only its owner may read. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await writeFileAtomically(path, Buffer.from(text), { mode: 0o600 });
}

function readPrivate(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    const failure = readError(error, path);
    if (failure.code !== 'FILE_NOT_FOUND') throw failure;
    throw new ForecourtError('AGENT_NOT_ENROLLED', 'This computer belongs to no platform yet.', { cause: failure });
  });
}
