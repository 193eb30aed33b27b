import type { Redis } from 'ioredis';
import type { Database } from '../database/database.ts';
import type { ProviderTable } from './better-auth/providers.ts';
import type { Authenticate } from './host.ts';
import { createIdentity, type Identity } from './identity.ts';
import type { SealText } from './post.ts';

export interface ServerIdentityOptions {
  readonly database: Database;
  readonly redis: Redis | undefined;
  /** Gives what seals keys that sign tokens. */
  readonly secret: () => Promise<string>;
  readonly secrets: { readonly sealText: SealText };
  readonly options: { readonly authenticate?: Authenticate | undefined; readonly passwordCost?: number | undefined };
  readonly settings: { readonly signInProviders: ProviderTable; readonly mail: object | undefined };
}

/** The identity of a running server, as its options and settings want it. */
export function createServerIdentity({ database, redis, secret, secrets, options, settings }: ServerIdentityOptions): Identity {
  return createIdentity({
    database,
    redis,
    secret,
    authenticate: options.authenticate,
    passwordCost: options.passwordCost,
    providers: settings.signInProviders,
    ...(settings.mail && { sealLetter: secrets.sealText }),
  });
}
