import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Somebody with an account at the stand-in. */
export interface AccountElsewhere {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly isVerified: boolean;
}

/** Google and GitHub as far as sign-in goes, over real HTTP: codes are good once and for whoever asked (PKCE), tokens for a profile. */
export interface SignInProviders extends AsyncDisposable {
  readonly url: string;
  readonly client: { readonly clientId: string; readonly clientSecret: string };
  /** Who consents at the next redirect; null presses cancel. */
  account: AccountElsewhere | null;
  /** What goes wrong from now on. */
  fault: 'none' | 'token refused' | 'profile fails' | 'profile is HTML';
  /** Follows the address that a browser is sent to. @returns where the provider sends it back to */
  consent(url: string): Promise<string>;
}

interface Code {
  readonly account: AccountElsewhere;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly clientId: string;
}

export async function startSignInProviders(): Promise<SignInProviders> {
  const client = { clientId: 'forecourt-test', clientSecret: randomUUID() };
  const codes = new Map<string, Code>();
  const tokens = new Map<string, AccountElsewhere>();
  const state: Pick<SignInProviders, 'account' | 'fault'> = { account: null, fault: 'none' };

  const authorize = (query: URLSearchParams, response: ServerResponse) => {
    const redirectUri = query.get('redirect_uri') ?? '';
    const isComplete =
      query.get('client_id') === client.clientId &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      (query.get('scope') ?? '').includes('email') &&
      URL.canParse(redirectUri);
    if (!isComplete) return answer(response, 400, { error: 'invalid_request' });
    const back = new URL(redirectUri);
    back.searchParams.set('state', query.get('state') ?? '');
    if (state.account === null) back.searchParams.set('error', 'access_denied');
    else {
      const code = randomUUID();
      codes.set(code, { account: state.account, redirectUri, challenge: query.get('code_challenge') ?? '', clientId: client.clientId });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  };
  const exchange = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(await text(request));
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      state.fault !== 'token refused' &&
      code !== undefined &&
      form.get('grant_type') === 'authorization_code' &&
      form.get('client_id') === client.clientId &&
      form.get('client_secret') === client.clientSecret &&
      form.get('redirect_uri') === code.redirectUri &&
      challenge === code.challenge;
    if (!isGood) return answer(response, 400, { error: 'invalid_grant' });
    const token = randomUUID();
    tokens.set(token, code.account);
    answer(response, 200, { access_token: token, token_type: 'bearer', expires_in: 3600 });
  };
  const profile = (path: string, request: IncomingMessage, response: ServerResponse) => {
    const account = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (account === undefined) return answer(response, 401, { message: 'Bad credentials' });
    if (state.fault === 'profile fails') return answer(response, 503, { message: 'Unavailable' });
    if (state.fault === 'profile is HTML') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sorry</p>');
    const { id, name, email, isVerified } = account;
    if (path === '/v1/userinfo') return answer(response, 200, { sub: String(id), name, email, email_verified: isVerified });
    if (path === '/api/v3/user') return answer(response, 200, { id, login: name.toLowerCase(), name, email: null });
    answer(response, 200, [
      { email: `other-${email}`, primary: false, verified: true },
      { email, primary: true, verified: isVerified },
    ]);
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /o/oauth2/v2/auth' || route === 'GET /login/oauth/authorize') return authorize(url.searchParams, response);
    if (route === 'POST /token' || route === 'POST /login/oauth/access_token') return void exchange(request, response);
    if (/^GET \/(v1\/userinfo|api\/v3\/user(\/emails)?)$/.test(route)) return profile(url.pathname, request, response);
    answer(response, 404, { message: 'Not Found' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    client,
    async consent(url: string) {
      const redirect = await fetch(url, { redirect: 'manual' });
      const location = redirect.headers.get('location');
      if (location === null) throw new Error(`The provider answered ${redirect.status}: ${await redirect.text()}`);
      return location;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
