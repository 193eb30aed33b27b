import { platform, release } from 'node:os';
import { ForecourtError } from '@forecourt/errors';
import { enrolmentAnswerSchema, enrolmentRequestSchema } from '@forecourt/sdk/contract';
import { generateHostKey } from '@forecourt/sdk/remote';
import { agentVersion } from '../version.ts';
import { type AgentConfig, keepIdentity, readIdentity } from './config.ts';
import { askPlatform, platformRoute } from './platform.ts';

export interface EnrolOptions {
  readonly dataDir: string;
  readonly platformUrl: string;
  /** The one-time token of the page Hosts. */
  readonly token: string;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Gives up what this computer was before. */
  readonly isReplaced: boolean;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes this computer a host of a platform: with a key of its own that never leaves it. Nothing is written before the platform has agreed.
 *
 * @throws OUTPUT_EXISTS where it belongs to a platform already, ENROLMENT_TOKEN_INVALID, HOST_NAME_TAKEN, SERVER_UNREACHABLE, OUTPUT_NOT_WRITABLE
 */
export async function enrol({ dataDir, platformUrl, token, name, addresses, isReplaced, now, signal }: EnrolOptions): Promise<AgentConfig> {
  await refuseSecond(dataDir, isReplaced);
  const url = platformRoute(platformUrl, '/enrolments/accept');
  const key = await generateHostKey();
  const body = enrolmentRequestSchema.parse({
    name: name.trim().slice(0, 80) || 'host',
    publicKey: key.publicKey,
    platform: `${platform()} ${release()}`.slice(0, 120),
    version: agentVersion,
    addresses: [...addresses],
  });
  const answer = await askPlatform({ url, token, body, answer: enrolmentAnswerSchema, signal });
  const config = { ...answer, platformUrl: platformUrl.replace(/\/+$/, ''), keySince: now.toISOString() };
  await keepIdentity(dataDir, { config, key });
  return config;
}

async function refuseSecond(dataDir: string, isReplaced: boolean): Promise<void> {
  if (isReplaced) return;
  const known = await readIdentity(dataDir).catch((error: unknown) => {
    if (ForecourtError.is(error) && error.code === 'AGENT_NOT_ENROLLED') return undefined;
    throw error;
  });
  if (known === undefined) return;
  const { name, dealership, platformUrl } = known.config;
  throw new ForecourtError('OUTPUT_EXISTS', `This computer is the host ${name} of ${dealership} at ${platformUrl} already.`, {
    hint: 'Add --replace to give that up, and revoke the former host on its page.',
  });
}
