import { ForecourtError } from '@forecourt/errors';
import { betterAuth } from 'better-auth/minimal';
import { genericOAuth, jwt } from 'better-auth/plugins';
import { v7 as uuid } from 'uuid';
import type { Database } from '../../database/database.ts';
import { findOpenInvitations } from '../../database/invitations.ts';
import type { Passwords } from '../passwords.ts';
import { hashSecret, newSecret } from '../tokens.ts';
import { forecourtAdapter } from './adapter.ts';
import { currentAttempt } from './attempt.ts';
import { type ProviderTable, providerConfigs } from './providers.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A session ends when it was not used for so long, and after so long in any case. */
export const sessionMs = { idle: 14 * dayMs, longest: 90 * dayMs };

/** Below which path of the API providers send browsers back to. */
export const callbackPath = '/api/v1/auth';
export const tokenIssuer = 'forecourt';
/** Every token is for this server and whoever asks its keys; another audience is refused. */
export const tokenAudience = 'forecourt';
/** New keys each month; the old one is told for a day more, which is longer than any token lives. */
const signingKeySeconds = { rotation: 30 * 24 * 60 * 60, grace: 24 * 60 * 60 };
const cookiePrefix = 'forecourt_auth';

export interface AuthOptions {
  readonly database: Database;
  /** Seals what must not be readable from the database or the browser: signing keys, and the state of a sign-in elsewhere. */
  readonly secret: string;
  /** Address that browsers use, with the base path. */
  readonly baseUrl: string;
  readonly providers: ProviderTable;
  readonly passwords: Passwords;
  readonly now: () => Date;
  /** In which dealership a person begins to work; throws where it may not. */
  readonly chooseDealership: (personId: string) => Promise<string>;
}

/** Where a browser is sent to sign in elsewhere, and the cookies that it takes along. */
export interface SentElsewhere {
  readonly url: string;
  readonly cookies: readonly string[];
}

export interface ElsewhereRequest {
  readonly provider: string;
  readonly callbackURL: string;
  readonly errorCallbackURL: string;
  readonly disableRedirect: boolean;
}

/** What is asked of better-auth, and nothing else of it. */
export interface Auth {
  /** Takes a browser that comes back from elsewhere. */
  handler(request: Request): Promise<Response>;
  /** Checks a password and begins a session. @throws APIError */
  signInEmail(credentials: { readonly email: string; readonly password: string }): Promise<void>;
  /** Begins a session of somebody whose word is good already. */
  createSession(personId: string): Promise<void>;
  signInElsewhere(request: ElsewhereRequest): Promise<SentElsewhere>;
  /** @param cookie the session of whoever connects an account. */
  connectElsewhere(request: ElsewhereRequest, cookie: string): Promise<SentElsewhere>;
  /** Name of the cookie in which better-auth would keep a session. */
  sessionCookieName(): Promise<string>;
  /** Signs the claims of a token. */
  sign(payload: Record<string, unknown>): Promise<string>;
  /** Public keys (RFC 7517). */
  publicKeys(): Promise<unknown>;
}

/**
 * better-auth over our tables. It checks passwords, speaks to Google and GitHub, connects accounts, makes sessions and signs tokens.
 * Who asks, for which dealership and with which rights is ours: decisions/0019.
 */
export function createAuth({ database, secret, baseUrl, providers, passwords, now, chooseDealership }: AuthOptions): Auth {
  const { origin, pathname } = new URL(baseUrl);
  const auth = betterAuth({
    baseURL: origin,
    basePath: `${pathname.replace(/\/$/, '')}${callbackPath}`,
    secret,
    database: forecourtAdapter(database.orm),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    advanced: { cookiePrefix, useSecureCookies: origin.startsWith('https:'), database: { generateId: () => uuid() } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: { hash: passwords.hash, verify: ({ hash, password }) => passwords.verify(password, hash) },
    },
    user: { fields: { createdAt: 'createdAt', updatedAt: 'updatedAt' } },
    account: {
      fields: { userId: 'personId', password: 'passwordHash' },
      storeStateStrategy: 'cookie',
      updateAccountOnSignIn: false,
      accountLinking: { enabled: true, trustedProviders: [], allowDifferentEmails: true },
    },
    session: {
      fields: { userId: 'personId', token: 'tokenHash', ipAddress: 'address', updatedAt: 'lastSeenAt' },
      additionalFields: {
        dealershipId: { type: 'string', input: false, required: false },
        endsAt: { type: 'date', input: false, required: false },
      },
      expiresIn: sessionMs.idle / 1000,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    databaseHooks: {
      user: { create: { before: async (user) => ({ data: { ...user, image: undefined, ...(await invited(user)) } }) } },
      account: { create: { before: async (account) => ({ data: { ...account, ...noTokens } }) } },
      session: { create: { before: async (session) => ({ data: { ...session, ...(await begun(session.userId)) } }) } },
    },
    plugins: [
      genericOAuth({ config: providerConfigs(providers) }),
      jwt({
        disableSettingJwtHeader: true,
        jwks: {
          keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' },
          rotationInterval: signingKeySeconds.rotation,
          gracePeriod: signingKeySeconds.grace,
        },
        jwt: { issuer: tokenIssuer, audience: tokenAudience },
      }),
    ],
  });

  return {
    handler: (request) => auth.handler(request),
    async signInEmail({ email, password }) {
      await auth.api.signInEmail({ body: { email, password } });
    },
    async createSession(personId) {
      const { internalAdapter } = await auth.$context;
      await internalAdapter.createSession(personId);
    },
    async signInElsewhere(request) {
      const { headers, response } = await auth.api.signInSocial({ body: { ...request }, returnHeaders: true });
      return { url: response.url ?? '', cookies: headers.getSetCookie() };
    },
    async connectElsewhere(request, cookie) {
      const asked = { body: { ...request }, headers: new Headers({ cookie }), returnHeaders: true } as const;
      const { headers, response } = await auth.api.linkSocialAccount(asked);
      return { url: response.url, cookies: headers.getSetCookie() };
    },
    async sessionCookieName() {
      const { authCookies } = await auth.$context;
      return authCookies.sessionToken.name;
    },
    async sign(payload) {
      return (await auth.api.signJWT({ body: { payload } })).token;
    },
    publicKeys: () => auth.api.getJwks(),
  };

  /** Nobody signs himself up: a person is made only for a proven address that was invited. */
  async function invited(user: { readonly email: string; readonly emailVerified?: boolean | undefined }) {
    const open = await findOpenInvitations(database.orm, { email: user.email }, now());
    if (user.emailVerified === true && open.length > 0) return {};
    throw refused(new ForecourtError('FORBIDDEN', 'Nobody has invited this address.', { hint: 'Ask a manager for an invitation.' }));
  }

  /** What a new session has that better-auth does not know of; its token is kept as a hash, and goes to the browser only. */
  async function begun(personId: string) {
    const { origin: from } = currentAttempt();
    let dealershipId: string;
    try {
      dealershipId = await chooseDealership(personId);
    } catch (error) {
      throw refused(ForecourtError.from(error));
    }
    const at = now();
    const token = newSecret();
    currentAttempt().token = token;
    return {
      token: hashSecret(token),
      dealershipId,
      ipAddress: from.clientAddress,
      userAgent: (from.userAgent ?? '').slice(0, 500),
      createdAt: at,
      updatedAt: at,
      expiresAt: new Date(at.getTime() + sessionMs.idle),
      endsAt: new Date(at.getTime() + sessionMs.longest),
    };
  }
}

/** Remembers the reason, since better-auth makes a word of its own of whatever a hook throws. */
function refused(problem: ForecourtError): ForecourtError {
  currentAttempt().problem = problem;
  return problem;
}

/** Keys of other people's services: used once to ask who it is, then forgotten. */
const noTokens = {
  accessToken: undefined,
  refreshToken: undefined,
  idToken: undefined,
  accessTokenExpiresAt: undefined,
  refreshTokenExpiresAt: undefined,
  scope: undefined,
};
