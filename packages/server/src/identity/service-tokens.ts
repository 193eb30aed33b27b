import { ForecourtError } from '@forecourt/errors';
import { idSchema, keyScopeSchema, rights, roleSchema, type Scope, type Token } from '@forecourt/sdk/contract';
import { createLocalJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { databaseError } from '../database/failures.ts';
import { deleteSigningKeys } from '../database/signing-keys.ts';
import { scopesOf } from './access.ts';
import { type Auth, tokenAudience, tokenIssuer } from './better-auth/auth.ts';
import type { Caller } from './caller.ts';

/** So short that nobody needs to revoke one: whoever loses a role or a key keeps a token for so long at most. */
const goodForSeconds = 5 * 60;
/** Clocks of two machines may differ by so much. */
const clockToleranceSeconds = 5;
/** A token by a key that is not known yet makes us look for it, at most so often. */
const lookAgainMs = 10_000;

/** What a token says: who, where, and what it may do. A person's names the role, that of an API key its scopes (RFC 8693, 4.2). */
const claimsSchema = z.union([
  z.object({ sub: idSchema, dealership: idSchema, role: roleSchema }),
  z.object({ sub: idSchema, dealership: idSchema, scope: z.string() }),
]);

/** Tokens for services: JWT (RFC 7519), signed with Ed25519, checked by anybody who has the public keys. */
export interface ServiceTokens {
  /** @throws OPERATION_UNSUPPORTED for a token: it makes no other */
  create(caller: Caller): Promise<Token>;
  /** Public keys (RFC 7517). */
  keys(): Promise<{ keys: PublicKey[] }>;
  /** @throws UNAUTHENTICATED for one that is not ours, was altered or has run out */
  identify(token: string): Promise<Caller>;
}

const publicKeySchema = z.object({ kid: z.string(), kty: z.string(), alg: z.string(), crv: z.string(), x: z.string() });
type PublicKey = z.infer<typeof publicKeySchema>;

export interface ServiceTokensOptions {
  readonly database: Database;
  /** Gives what seals the keys. */
  readonly secret: () => Promise<string>;
  readonly authWith: (secret: string) => Auth;
  readonly now: () => Date;
}

export function createServiceTokens({ database, secret, authWith, now }: ServiceTokensOptions): ServiceTokens {
  let made: { readonly secret: string; readonly auth: Auth } | undefined;
  /** The secret is another one after the key ring was turned. */
  const openAuth = async () => {
    const sealedBy = await secret();
    if (made?.secret !== sealedBy) made = { secret: sealedBy, auth: authWith(sealedBy) };
    return made.auth;
  };
  const sign = async (payload: Record<string, unknown>): Promise<string> => {
    const auth = await openAuth();
    return await auth.sign(payload);
  };
  let known: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;

  const readKeys = async () => {
    const auth = await openAuth();
    return z.object({ keys: z.array(publicKeySchema) }).parse(await auth.publicKeys());
  };
  const find: JWTVerifyGetKey = async (header, token) => {
    try {
      if (known) return await known.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (known && performance.now() - known.at < lookAgainMs) throw error;
    }
    known = { find: createLocalJWKSet(await readKeys()), at: performance.now() };
    return await known.find(header, token);
  };

  return {
    async create(caller) {
      if (caller.isToken) throw new ForecourtError('OPERATION_UNSUPPORTED', 'A token makes no other.', { hint: 'Ask with the API key.' });
      const sub = caller.kind === 'key' ? caller.keyId : caller.personId;
      if (sub === undefined) {
        throw new ForecourtError('OPERATION_UNSUPPORTED', 'People of an application around this server have no tokens.', {
          hint: 'Use an API key.',
        });
      }
      const issuedAt = Math.floor(now().getTime() / 1000);
      const exp = issuedAt + goodForSeconds;
      const may = caller.role === null ? { scope: caller.scopes.join(' ') } : { role: caller.role };
      const payload = { sub, dealership: caller.dealershipId, ...may, exp };
      const token = await sign(payload).catch(async (error: unknown) => {
        if (databaseError(error).code === 'DATABASE_UNAVAILABLE') throw error;
        // Sealed by a key that the ring has no more: what it signed runs out within minutes.
        await deleteSigningKeys(database.orm);
        return await sign(payload);
      });
      return { token, expiresAt: new Date(exp * 1000).toISOString() };
    },
    keys: readKeys,
    async identify(token) {
      const claims = await claimsOf(token);
      const { sub, dealership: dealershipId } = claims;
      const base = { dealershipId, isToken: true } as const;
      if ('role' in claims) {
        const scopes = scopesOf(claims.role).filter((scope) => rights[scope].isForKeys);
        return { ...base, kind: 'person', personId: sub, name: 'Service of a person', role: claims.role, scopes };
      }
      return { ...base, kind: 'key', keyId: sub, name: 'Service of an API key', role: null, scopes: scopesIn(claims.scope) };
    },
  };

  async function claimsOf(token: string): Promise<z.infer<typeof claimsSchema>> {
    try {
      const { payload } = await jwtVerify(token, find, {
        algorithms: ['EdDSA'],
        issuer: tokenIssuer,
        audience: tokenAudience,
        requiredClaims: ['exp'],
        clockTolerance: clockToleranceSeconds,
        currentDate: now(),
      });
      return claimsSchema.parse(payload);
    } catch (error) {
      // Anything else is a database that is away, which is no fault of the token.
      if (!(error instanceof errors.JOSEError) && !(error instanceof z.ZodError)) throw error;
      const isOld = error instanceof errors.JWTExpired;
      throw new ForecourtError('UNAUTHENTICATED', isOld ? 'This token has run out.' : 'This token is not one of ours.', {
        hint: isOld ? 'Make a new one.' : undefined,
        cause: error,
      });
    }
  }
}

function scopesIn(text: string): readonly Scope[] {
  return text.split(' ').flatMap((name) => {
    const parsed = keyScopeSchema.safeParse(name);
    return parsed.success ? [parsed.data] : [];
  });
}

/** A token has three parts; API keys begin with their prefix and have one. */
export function looksLikeToken(secret: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(secret);
}
