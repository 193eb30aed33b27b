import { randomBytes } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { SignJWT } from 'jose';
import * as z from 'zod';
import type { TellsTime } from './clock.ts';
import type { HostKey } from './keys.ts';
import { tokenLastsMs } from './paths.ts';
import { requestType, type SignedRequest } from './tokens.ts';

export interface SignerOptions {
  readonly key: HostKey;
  /** Who signs: the id of a platform or a host. */
  readonly issuer: string;
  /** Whom it is for. */
  readonly audience: string;
  readonly clock?: TellsTime | undefined;
}

/** Signs requests, each for itself: a token is good for one method, one path, one time and a minute. */
export interface RequestSigner {
  /** @returns what follows `Bearer ` */
  sign(request: SignedRequest): Promise<string>;
  /** Goes by the other side's clock from now on: theirs less ours. */
  correct(offsetMs: number): void;
  /** Goes by the other side's clock where a refusal says what that is. @returns whether the request is worth another try */
  learn(error: unknown): boolean;
  readonly offsetMs: number;
}

/** A clock that is further off has to be set: whoever answers could else have tokens made that count long after. */
const largestOffsetMs = 86_400_000;

const clockOffSchema = z.object({ time: z.iso.datetime() });

/**
 * @example
 * const signer = createSigner({ key, issuer: 'platform', audience: host.id });
 * const headers = { authorization: `Bearer ${await signer.sign({ method: 'GET', path: agentPaths.health })}` };
 */
export function createSigner({ key, issuer, audience, clock = Date }: SignerOptions): RequestSigner {
  let offsetMs = 0;
  const correct = (wantedMs: number) => {
    offsetMs = Math.abs(wantedMs) <= largestOffsetMs ? wantedMs : 0;
  };
  return {
    sign({ method, path }) {
      const issuedMs = clock.now() + offsetMs;
      return new SignJWT({ m: method, p: path })
        .setProtectedHeader({ alg: 'EdDSA', typ: requestType })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedMs / 1000)
        .setExpirationTime((issuedMs + tokenLastsMs) / 1000)
        .setJti(randomBytes(16).toString('base64url'))
        .sign(key.privateKey);
    },
    correct,
    learn(error) {
      if (!ForecourtError.is(error) || error.code !== 'CLOCK_OFF') return false;
      const { success, data } = clockOffSchema.safeParse(error.details);
      if (!success) return false;
      const before = offsetMs;
      correct(Date.parse(data.time) - clock.now());
      return offsetMs !== before;
    },
    get offsetMs() {
      return offsetMs;
    },
  };
}
