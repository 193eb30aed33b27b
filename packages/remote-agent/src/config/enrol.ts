import { platform, release } from 'node:os';
import { ForecourtError } from '@forecourt/errors';
import { enrolmentAnswerSchema, enrolmentRequestSchema } from '@forecourt/sdk/contract';
import { generateHostKey } from '@forecourt/sdk/remote';
import { agentVersion } from '../version.ts';
import { type AgentConfig, keepIdentity, readIdentity } from './config.ts';
import { askPlatform, platformRoute } from './platform.ts';
import type { ProxyFor } from './proxy.ts';
import { isStillKnown } from './rotate-key.ts';

export interface EnrolOptions {
  readonly dataDir: string;
  readonly platformUrl: string;
  /** The one-time token of the page Hosts. */
  readonly token: string;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Gives up what this computer was before. */
  readonly isReplaced: boolean;
  /** Stays the host that it is where this platform still knows it, and becomes another where it was revoked: an installer may be run again. */
  readonly staysWhereKnown?: boolean | undefined;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly proxyFor?: ProxyFor | undefined;
}

/**
 * Makes this computer a host of a platform: with a key of its own that never leaves it. Nothing is written before the platform has agreed.
 *
 * @throws OUTPUT_EXISTS where it belongs to a platform already, ENROLMENT_TOKEN_INVALID, HOST_NAME_TAKEN, SERVER_UNREACHABLE, OUTPUT_NOT_WRITABLE
 */
export async function enrol(options: EnrolOptions): Promise<AgentConfig> {
  const { dataDir, platformUrl, token, name, addresses, now, signal, proxyFor } = options;
  const kept = await formerPlace(options);
  if (kept !== undefined) return kept;
  const url = platformRoute(platformUrl, '/enrolments/accept');
  const key = await generateHostKey();
  const body = enrolmentRequestSchema.parse({
    name: name.trim().slice(0, 80) || 'host',
    publicKey: key.publicKey,
    platform: `${platform()} ${release()}`.slice(0, 120),
    version: agentVersion,
    addresses: [...addresses],
  });
  const answer = await askPlatform({ url, token, body, answer: enrolmentAnswerSchema, signal, proxyFor });
  const config = { ...answer, platformUrl: trimmed(platformUrl), keySince: now.toISOString() };
  await keepIdentity(dataDir, { config, key });
  return config;
}

/** What this computer is and stays; undefined where it is to become a host. @throws OUTPUT_EXISTS, SERVER_UNREACHABLE */
async function formerPlace({
  dataDir,
  platformUrl,
  isReplaced,
  staysWhereKnown,
  signal,
  proxyFor,
}: EnrolOptions): Promise<AgentConfig | undefined> {
  if (isReplaced) return undefined;
  const known = await readIdentity(dataDir).catch((error: unknown) => {
    if (ForecourtError.is(error) && error.code === 'AGENT_NOT_ENROLLED') return undefined;
    throw error;
  });
  if (known === undefined) return undefined;
  const { config } = known;
  if (staysWhereKnown && config.platformUrl === trimmed(platformUrl)) {
    return (await isStillKnown({ ...known, clock: Date, signal, proxyFor })) ? config : undefined;
  }
  throw new ForecourtError(
    'OUTPUT_EXISTS',
    `This computer is the host ${config.name} of ${config.dealership} at ${config.platformUrl} already.`,
    { hint: 'Add --replace to give that up, and revoke the former host on its page.' },
  );
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
