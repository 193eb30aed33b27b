import { createHmac } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { type SignInProvider, signInProviderSchema } from '@forecourt/sdk/contract';
import { LRUCache } from 'lru-cache';
import { attempt, type Origin } from './better-auth/attempt.ts';
import { type Auth, callbackPath } from './better-auth/auth.ts';
import type { ProviderTable } from './better-auth/providers.ts';
import type { Caller } from './caller.ts';
import { sessionCookie } from './cookie.ts';

/** Addresses under which browsers reach this server at the same time: a name, an alias, localhost. */
const mostAddresses = 8;

export interface StartedElsewhere {
  /** Where to send the browser. */
  readonly url: string;
  /** `Set-Cookie` headers: they bind what comes back to the browser that began. */
  readonly cookies: readonly string[];
}

/** Signing in with an account at Google or GitHub. */
export interface Elsewhere {
  readonly providers: readonly SignInProvider[];
  /** @throws NOT_FOUND for a provider that is not set up */
  start(provider: SignInProvider, next: string, siteUrl: string): Promise<StartedElsewhere>;
  /** Connects an account with that of a person who is signed in. @throws NOT_FOUND, FORBIDDEN for whoever has no session here */
  connect(provider: SignInProvider, next: string, siteUrl: string, caller: Caller): Promise<StartedElsewhere>;
  /** Takes a browser that comes back: signs in and sends it on, or says on the page why not. */
  finish(
    request: Request,
    siteUrl: string,
    origin: Origin,
  ): Promise<{ readonly answer: Response; readonly problem: ForecourtError | null }>;
}

export interface ElsewhereOptions {
  readonly table: ProviderTable;
  /** Gives what seals the state of a sign-in under way. */
  readonly secret: () => Promise<string>;
  readonly authWith: (secret: string, siteUrl: string) => Auth;
  readonly cookieSeconds: number;
  /** The hash under which a session is kept. */
  readonly tokenHashOf: (sessionId: string) => Promise<string | null>;
}

export function createElsewhere({ table, secret, authWith, cookieSeconds, tokenHashOf }: ElsewhereOptions): Elsewhere {
  const providers = signInProviderSchema.options.filter((name) => table[name] !== undefined);
  const made = new LRUCache<string, Auth>({ max: mostAddresses });
  const authAt = async (siteUrl: string) => {
    const sealedBy = await secret();
    const name = `${sealedBy} ${siteUrl}`;
    const present = made.get(name) ?? authWith(sealedBy, siteUrl);
    made.set(name, present);
    return present;
  };
  const requireProvider = (provider: SignInProvider) => {
    if (!providers.includes(provider)) throw new ForecourtError('NOT_FOUND', `Nobody can sign in with ${provider} here.`);
  };
  const bodyOf = (provider: SignInProvider, callbackURL: string, errorCallbackURL: string) => ({
    provider,
    callbackURL,
    errorCallbackURL,
    disableRedirect: true,
  });
  return {
    providers,
    async start(provider, next, siteUrl) {
      requireProvider(provider);
      const body = bodyOf(provider, next, '/sign-in');
      const auth = await authAt(siteUrl);
      return await auth.signInElsewhere(body);
    },
    async connect(provider, next, siteUrl, { sessionId }) {
      requireProvider(provider);
      const sessionTokenHash = sessionId === undefined ? null : await tokenHashOf(sessionId);
      if (sessionTokenHash === null) throw new ForecourtError('FORBIDDEN', 'Only a person who is signed in here can connect an account.');
      const auth = await authAt(siteUrl);
      // better-auth knows sessions by the hash that we keep: this cookie is made here and never leaves.
      const signature = createHmac('sha256', await secret())
        .update(sessionTokenHash)
        .digest('base64');
      const cookie = `${await auth.sessionCookieName()}=${encodeURIComponent(`${sessionTokenHash}.${signature}`)}`;
      const body = bodyOf(provider, next, next);
      return await auth.connectElsewhere(body, cookie);
    },
    async finish(request, siteUrl, origin) {
      const { pathname, search } = new URL(request.url);
      const site = new URL(siteUrl);
      const provider = pathname.slice(pathname.lastIndexOf('/') + 1);
      const url = `${site.origin}${site.pathname.replace(/\/$/, '')}${callbackPath}/callback/${provider}${search}`;
      const back = new Request(url, { headers: { cookie: request.headers.get('cookie') ?? '' } });
      const auth = await authAt(siteUrl);
      const ownCookie = await auth.sessionCookieName();
      const run = await attempt(origin, () => auth.handler(back), { isAddressProven: true });
      const headers = new Headers({ 'Cache-Control': 'no-store' });
      for (const cookie of run.result.headers.getSetCookie()) {
        if (!cookie.startsWith(`${ownCookie}=`)) headers.append('Set-Cookie', cookie);
      }
      const { token, problem } = run.attempt;
      if (token !== null && problem === null) headers.append('Set-Cookie', sessionCookie(token, cookieSeconds, origin.isSecure));
      headers.set('Location', placeOf(run.result, problem, site));
      return { answer: new Response(null, { status: 302, headers }), problem };
    },
  };
}

/** The page to go on to: only ever one of this site; the reason of a failure by its short name. */
function placeOf(answer: Response, problem: ForecourtError | null, site: URL): string {
  const target = answer.headers.get('location');
  const location = target === null ? null : URL.parse(target, site);
  if (location === null || location.origin !== site.origin || location.pathname.endsWith('/error')) {
    return `/sign-in?problem=${reasonOf(location?.searchParams.get('error') ?? null, problem)}`;
  }
  const error = location.searchParams.get('error');
  if (error === null && problem === null) return `${location.pathname}${location.search}`;
  location.searchParams.delete('error');
  location.searchParams.delete('error_description');
  location.searchParams.set('problem', reasonOf(error, problem));
  return `${location.pathname}${location.search}`;
}

function reasonOf(error: string | null, problem: ForecourtError | null): string {
  if (problem?.code === 'FORBIDDEN') return 'not-invited';
  if (error === 'access_denied') return 'cancelled';
  if (error === 'account_not_linked') return 'not-connected';
  if (error === 'account_already_linked_to_different_user') return 'connected-to-another';
  if (error !== null && /state|expired/.test(error)) return 'too-late';
  return 'failed';
}
