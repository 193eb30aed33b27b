import { readFile, rm } from 'node:fs/promises';
import { ForecourtError } from '@forecourt/errors';
import { publicKeySchema } from '@forecourt/sdk/contract';
import { readError } from '@forecourt/sdk/files';
import { createSigner, generateHostKey, type HostKey, hostKeyFromPem, type TellsTime } from '@forecourt/sdk/remote';
import * as z from 'zod';
import { type Identity, writePrivate } from './config.ts';
import type { IdentityHolder } from './holder.ts';
import { placesIn } from './places.ts';
import { askPlatform, platformName, platformRoute } from './platform.ts';
import type { ProxyFor } from './proxy.ts';

export interface RotateOptions {
  readonly dataDir: string;
  readonly identity: IdentityHolder;
  readonly clock: TellsTime;
  readonly signal?: AbortSignal | undefined;
  readonly proxyFor?: ProxyFor | undefined;
}

const answerSchema = z.object({ platformKeys: z.array(publicKeySchema).min(1).max(2) });

/** A key is used for a month. */
const keyLastsMs = 30 * 86_400_000;

/** Whether it is time for another key, or a change of it was interrupted. */
export async function isKeyDue({ dataDir, identity, clock }: RotateOptions): Promise<boolean> {
  const isOld = clock.now() - Date.parse(identity.current().config.keySince) >= keyLastsMs;
  return isOld || (await readNext(placesIn(dataDir).nextKey)) !== undefined;
}

/**
 * Gives the agent another key. The new one is on the disk before the platform hears of it, and both count there for a day, so that it can be
 * interrupted anywhere: the next time goes on with the same new key.
 *
 * @throws HOST_REVOKED, HOST_TOKEN_INVALID, SERVER_UNREACHABLE, …
 */
export async function rotateKey({ dataDir, identity, clock, signal, proxyFor }: RotateOptions): Promise<void> {
  const { nextKey } = placesIn(dataDir);
  const started = await readNext(nextKey);
  const next = started ?? (await generateHostKey());
  if (started === undefined) await writePrivate(nextKey, next.toPem());
  const tell = (key: HostKey) => tellPlatform(key, next.publicKey, { config: identity.current().config, clock, signal, proxyFor });
  const { platformKeys } = await tell(identity.current().key).catch(async (error: unknown) => {
    // It was told before, longer than a day ago: only the new one counts there by now.
    if (started === undefined || !ForecourtError.is(error) || error.code !== 'HOST_TOKEN_INVALID') throw error;
    return tell(next);
  });
  await identity.setKey(next, new Date(clock.now()));
  await identity.setPlatformKeys(platformKeys);
  await rm(nextKey, { force: true });
}

/**
 * Whether the platform still knows this computer by the key that it has: asked by telling it that very key, which changes nothing there.
 *
 * @throws SERVER_UNREACHABLE, CLOCK_OFF, …
 */
export async function isStillKnown({ config, key, clock, signal, proxyFor }: Asking & Identity): Promise<boolean> {
  try {
    await tellPlatform(key, key.publicKey, { config, clock, signal, proxyFor });
    return true;
  } catch (error) {
    if (ForecourtError.is(error) && (error.code === 'HOST_REVOKED' || error.code === 'HOST_TOKEN_INVALID')) return false;
    throw error;
  }
}

interface Asking {
  readonly clock: TellsTime;
  readonly signal?: AbortSignal | undefined;
  readonly proxyFor?: ProxyFor | undefined;
}

async function tellPlatform(key: HostKey, publicKey: string, { config, clock, signal, proxyFor }: Asking & Pick<Identity, 'config'>) {
  const { hostId, platformUrl } = config;
  const url = platformRoute(platformUrl, '/enrolments/rotate');
  const signer = createSigner({ key, issuer: hostId, audience: platformName, clock });
  const ask = async () =>
    askPlatform({
      url,
      token: await signer.sign({ method: 'POST', path: url.pathname }),
      body: { publicKey },
      answer: answerSchema,
      signal,
      proxyFor,
    });
  try {
    return await ask();
  } catch (error) {
    if (!signer.learn(error)) throw error;
    return await ask();
  }
}

async function readNext(path: string): Promise<HostKey | undefined> {
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    const failure = readError(error, path);
    if (failure.code !== 'FILE_NOT_FOUND') throw failure;
    return undefined;
  });
  return pem === undefined ? undefined : hostKeyFromPem(pem);
}
