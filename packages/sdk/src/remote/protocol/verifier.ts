import type { KeyObject } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { compactVerify } from 'jose';
import type { TellsTime } from './clock.ts';
import { publicKeyObject } from './keys.ts';
import { tokenLastsMs } from './paths.ts';
import { createReplayMemory } from './replay-memory.ts';
import { type Claims, claimsSchema, requestType, type SignedRequest } from './tokens.ts';

export interface VerifierOptions {
  /** Public keys that are pinned now: one, or two while they change. Asked for each token. */
  readonly keys: () => readonly string[];
  /** Who must have signed. */
  readonly issuer: string;
  /** Who we are. */
  readonly audience: string;
  readonly clock?: TellsTime | undefined;
  /** How many tokens are remembered at most; 100,000 is 1,600 requests a second for a minute. */
  readonly remembered?: number | undefined;
  /** Tokens from before are refused; when it was made where left out. 0 where what was used is known elsewhere too, as in a database. */
  readonly knownFromMs?: number | undefined;
}

/** What a token says, and which of the pinned keys signed it. */
export type SignedClaims = Claims & { readonly publicKey: string };

export interface RequestVerifier {
  /**
   * Gives what a token says that was signed for this very request by a pinned key, within its minute, and was not seen before.
   *
   * @throws HOST_TOKEN_INVALID (details.reason), HOST_TOKEN_REPLAYED, CLOCK_OFF (details.time is ours)
   */
  verify(token: string, request: SignedRequest): Promise<SignedClaims>;
}

/** A clock may be this much ahead of ours before we say so: ordinary drift, not an error. */
const toleranceMs = 10_000;

/** Checks what {@link createSigner} signs. Tokens from before it was made are refused as CLOCK_OFF: it cannot know whether they were used. */
export function createVerifier(options: VerifierOptions): RequestVerifier {
  const { keys, issuer, audience, clock = Date, remembered = 100_000, knownFromMs = clock.now() } = options;
  const memory = createReplayMemory({ capacity: remembered, fromMs: knownFromMs });
  return {
    async verify(token, { method, path }) {
      const claims = await signedClaims(token, keys());
      if (claims.iss !== issuer) throw invalid('issuer', 'it is from somebody else');
      if (claims.aud !== audience) throw invalid('audience', 'it is for somebody else');
      if (claims.m !== method || claims.p !== path) throw invalid('request', 'it was signed for another request');
      const now = clock.now();
      memory.heed(now);
      const [issuedMs, expiresMs] = [Math.round(claims.iat * 1000), Math.round(claims.exp * 1000)];
      if (expiresMs - issuedMs > tokenLastsMs) throw invalid('lifetime', 'it would count for too long');
      if (issuedMs > now + toleranceMs || expiresMs < now) throw clockOff(now);
      const verdict = memory.take(claims.jti, { issuedMs, expiresMs });
      if (verdict === 'replayed')
        throw new ForecourtError('HOST_TOKEN_REPLAYED', 'This request was sent with a token that was used before.');
      if (verdict === 'too old to know') throw clockOff(now);
      return claims;
    },
  };
}

async function signedClaims(token: string, keys: readonly string[]): Promise<SignedClaims> {
  for (const key of keys) {
    const claims = await compactVerify(token, cachedKey(key), { algorithms: ['EdDSA'] }).then(
      ({ payload, protectedHeader }) => (protectedHeader.typ === requestType ? parsed(payload) : undefined),
      // Not with this key: the next may fit, and after the last it is refused below.
      () => undefined,
    );
    if (claims !== undefined) return { ...claims, publicKey: key };
  }
  throw invalid('signature', 'no key that is known here signed it');
}

function parsed(payload: Uint8Array): Claims {
  try {
    return claimsSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
  } catch (error) {
    throw invalid('claims', 'it does not say what a token has to', error);
  }
}

const cachedKeys = new Map<string, KeyObject>();

/** Making a key object and importing it takes longer than the check itself. */
function cachedKey(key: string): KeyObject {
  const known = cachedKeys.get(key) ?? publicKeyObject(key);
  if (!cachedKeys.has(key) && cachedKeys.size >= 1000) cachedKeys.clear();
  cachedKeys.set(key, known);
  return known;
}

function invalid(reason: string, words: string, cause?: unknown): ForecourtError {
  return new ForecourtError('HOST_TOKEN_INVALID', `The token of this request was refused: ${words}.`, { details: { reason }, cause });
}

function clockOff(now: number): ForecourtError {
  const time = new Date(now).toISOString();
  return new ForecourtError('CLOCK_OFF', `The clocks of the two computers differ too much: here it is ${time}.`, { details: { time } });
}
