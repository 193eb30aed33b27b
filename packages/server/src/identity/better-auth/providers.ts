import { ForecourtError } from '@forecourt/errors';
import type { SignInProvider } from '@forecourt/sdk/contract';
import type { GenericOAuthConfig } from 'better-auth/plugins';
import { z } from 'zod';
import { currentAttempt } from './attempt.ts';

/** What an application is called at Google or GitHub. */
export interface ProviderSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Another address than the public one: a GitHub Enterprise Server, or a stand-in for tests. */
  readonly url?: string | undefined;
}

export type ProviderTable = { readonly [Name in SignInProvider]?: ProviderSettings | undefined };

/** Somebody waits before the browser: a provider that takes longer is as good as away. */
const deadlineMs = 10_000;

const tokenSchema = z.object({ access_token: z.string().min(1) });
// https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
const googleProfileSchema = z.object({
  sub: z.string().min(1),
  name: z.string().optional(),
  email: z.email(),
  email_verified: z.boolean().default(false),
});
// https://docs.github.com/en/rest/users/users and /emails
const githubProfileSchema = z.object({ id: z.int(), login: z.string(), name: z.string().nullish() });
const githubEmailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** How each provider is spoken to (RFC 6749 with PKCE, RFC 7636), by better-auth's generic client. */
export function providerConfigs(table: ProviderTable): GenericOAuthConfig[] {
  const configs: GenericOAuthConfig[] = [];
  if (table.google) configs.push(google(table.google));
  if (table.github) configs.push(github(table.github));
  return configs;
}

function google({ url, ...client }: ProviderSettings): GenericOAuthConfig {
  const tokenUrl = url === undefined ? 'https://oauth2.googleapis.com/token' : `${url}/token`;
  const profileUrl = url === undefined ? 'https://openidconnect.googleapis.com/v1/userinfo' : `${url}/v1/userinfo`;
  return {
    providerId: 'google',
    ...client,
    authorizationUrl: `${url ?? 'https://accounts.google.com'}/o/oauth2/v2/auth`,
    scopes: ['openid', 'email', 'profile'],
    prompt: 'select_account',
    pkce: true,
    accountSubject: ({ profile }) => profile.sub ?? '',
    getToken: (grant) => exchange(tokenUrl, client, grant),
    getUserInfo: orNobody(async (accessToken) => {
      const { sub, name, email, email_verified } = await ask(profileUrl, accessToken, googleProfileSchema);
      return { id: sub, sub, email, emailVerified: email_verified, name: name ?? email };
    }),
  };
}

function github({ url, ...client }: ProviderSettings): GenericOAuthConfig {
  const site = url ?? 'https://github.com';
  // https://docs.github.com/en/enterprise-server@latest/rest/about-the-rest-api: an own server has its API below /api/v3.
  const api = url === undefined ? 'https://api.github.com' : `${url}/api/v3`;
  return {
    providerId: 'github',
    ...client,
    authorizationUrl: `${site}/login/oauth/authorize`,
    scopes: ['read:user', 'user:email'],
    pkce: true,
    accountSubject: ({ profile }) => profile.id ?? '',
    getToken: (grant) => exchange(`${site}/login/oauth/access_token`, client, grant),
    getUserInfo: orNobody(async (accessToken) => {
      const [profile, emails] = await Promise.all([
        ask(`${api}/user`, accessToken, githubProfileSchema),
        ask(`${api}/user/emails`, accessToken, githubEmailsSchema),
      ]);
      // The address in the profile is what somebody chose to show; the list says which are proven.
      const address = emails.find(({ primary }) => primary) ?? emails[0];
      if (!address) return null;
      return { id: String(profile.id), email: address.email, emailVerified: address.verified, name: profile.name || profile.login };
    }),
  };
}

type Profile = Awaited<ReturnType<NonNullable<GenericOAuthConfig['getUserInfo']>>>;

/** better-auth knows nobody where a profile cannot be read; why that is, the try remembers. */
function orNobody(read: (accessToken: string | undefined) => Promise<Profile>): NonNullable<GenericOAuthConfig['getUserInfo']> {
  return async ({ accessToken }) => {
    try {
      return await read(accessToken);
    } catch (error) {
      currentAttempt().problem = ForecourtError.from(error, 'ANSWER_INVALID');
      return null;
    }
  };
}

interface Grant {
  readonly code: string;
  readonly redirectURI: string;
  readonly codeVerifier?: string | undefined;
}

/** Trades the code of a redirect for an access token (RFC 6749, 4.1.3). It is used at once and kept nowhere. */
async function exchange(url: string, { clientId, clientSecret }: ProviderSettings, { code, redirectURI, codeVerifier }: Grant) {
  const body = new URLSearchParams({
    ...{ grant_type: 'authorization_code', code, redirect_uri: redirectURI, client_id: clientId, client_secret: clientSecret },
    ...(codeVerifier !== undefined && { code_verifier: codeVerifier }),
  });
  const { access_token } = await call(url, { method: 'POST', body }, tokenSchema);
  return { accessToken: access_token };
}

function ask<Schema extends z.ZodType>(url: string, accessToken: string | undefined, schema: Schema): Promise<z.output<Schema>> {
  return call(url, { headers: { Authorization: `Bearer ${accessToken}` } }, schema);
}

async function call<Schema extends z.ZodType>(url: string, init: RequestInit, schema: Schema): Promise<z.output<Schema>> {
  const headers = { Accept: 'application/json', 'User-Agent': 'Forecourt', ...init.headers };
  const answer = await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(deadlineMs) });
  const parsed = schema.safeParse(await answer.json().catch(() => null));
  if (answer.ok && parsed.success) return parsed.data;
  throw new ForecourtError('ANSWER_INVALID', `${new URL(url).host} answered ${answer.status} and not what was asked for.`);
}
