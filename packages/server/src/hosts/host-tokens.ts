import { ForecourtError } from '@forecourt/errors';
import { idSchema } from '@forecourt/sdk/contract';
import { bearerToken, claimedIssuer, createVerifier } from '@forecourt/sdk/remote';
import { listHostKeys } from '../database/host-keys.ts';
import { claimToken } from '../database/host-tokens.ts';
import { findHost, type HostRow } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';

/** What hosts call this platform in their tokens: whose it is they know by its keys. */
export const platformName = 'platform';

/** A request that a host signed. */
export interface HostSigned {
  readonly authorization: string | undefined;
  readonly method: string;
  /** With its query, as the host asked for it. */
  readonly path: string;
}

/** A host, and the key that it proved itself by. */
export type IdentifiedHost = HostRow & { readonly publicKey: string };

/** Says which host made a request. @throws HOST_TOKEN_INVALID, HOST_TOKEN_REPLAYED, HOST_REVOKED, CLOCK_OFF */
export type IdentifyHost = (request: HostSigned) => Promise<IdentifiedHost>;

/** Tokens count once, whichever process they come to: which were used stands in the database. */
export function createIdentifyHost({ database, now }: { readonly database: Database; readonly now: () => Date }): IdentifyHost {
  return async ({ authorization, method, path }) => {
    const token = bearerToken(authorization);
    const issuer = token === null ? null : claimedIssuer(token);
    const row = issuer !== null && idSchema.safeParse(issuer).success ? await findHost(database.orm, issuer) : undefined;
    if (token === null || row === undefined) {
      throw new ForecourtError('HOST_TOKEN_INVALID', 'The token of this request was refused: no host that is known here signed it.');
    }
    if (row.state === 'revoked') throw new ForecourtError('HOST_REVOKED', `${row.name} was revoked.`);
    const keys = (await listHostKeys(database.orm, row, now())).map(({ publicKey }) => publicKey);
    const clock = { now: () => now().getTime() };
    const verifier = createVerifier({ keys: () => keys, issuer: row.id, audience: platformName, clock, knownFromMs: 0 });
    const { jti, exp, publicKey } = await verifier.verify(token, { method, path });
    if (!(await claimToken(database.orm, row, { tokenId: jti, expiresAt: new Date(exp * 1000) }))) {
      throw new ForecourtError('HOST_TOKEN_REPLAYED', 'This request was sent with a token that was used before.');
    }
    return { ...row, publicKey };
  };
}
