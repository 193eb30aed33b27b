import { claimedIssuer, createVerifier, type SignedRequest, type TellsTime } from '@forecourt/sdk/remote';
import type { Identity } from '../config/config.ts';
import { platformName } from '../config/platform.ts';

export interface CallerOptions {
  readonly identity: () => Identity;
  readonly clock: TellsTime;
}

/** Checks who asks: the platform, or a command on this computer that signs with the key of the agent itself. */
export interface Callers {
  platform(token: string, request: SignedRequest): Promise<void>;
  platformOrSelf(token: string, request: SignedRequest): Promise<void>;
}

export function createCallers({ identity, clock }: CallerOptions): Callers {
  const audience = identity().config.hostId;
  const ofPlatform = createVerifier({ keys: () => identity().config.platformKeys, issuer: platformName, audience, clock });
  const ofSelf = createVerifier({ keys: () => [identity().key.publicKey], issuer: audience, audience, clock });
  return {
    async platform(token, request) {
      await ofPlatform.verify(token, request);
    },
    async platformOrSelf(token, request) {
      if (claimedIssuer(token) === audience) await ofSelf.verify(token, request);
      else await ofPlatform.verify(token, request);
    },
  };
}
