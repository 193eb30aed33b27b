import type { SignInProvider } from '@forecourt/sdk/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { type Group, password, startGroup } from '../testing/group.ts';
import { type AccountElsewhere, type SignInProviders, startSignInProviders } from './testing/sign-in-providers.ts';

onBothColumns('an account elsewhere', (column) => {
  let elsewhere: SignInProviders;
  let group: Group;
  let accounts = 0;

  beforeAll(async () => {
    elsewhere = await startSignInProviders();
    const { url, client } = elsewhere;
    const environment = Object.fromEntries(
      ['GOOGLE', 'GITHUB'].flatMap((name) => [
        [`FORECOURT_${name}_URL`, url],
        [`FORECOURT_${name}_CLIENT_ID`, client.clientId],
        [`FORECOURT_${name}_CLIENT_SECRET`, client.clientSecret],
      ]),
    );
    group = await startGroup(column, { environment });
  });
  afterAll(async () => {
    await group[Symbol.asyncDispose]();
    await elsewhere[Symbol.asyncDispose]();
  });

  const account = (email: string, isVerified = true): AccountElsewhere => ({ id: ++accounts, name: 'Grace Hopper', email, isVerified });
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${group.server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const cookiesOf = (answer: Response) => answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  const begin = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await post(path, { next: '/vehicles?from=elsewhere' }, headers);
    const { url }: { url: string } = await answer.json();
    return { url, cookie: cookiesOf(answer).join('; ') };
  };
  const comeBack = async (address: string, cookie: string) => {
    const answer = await fetch(address, { headers: { cookie }, redirect: 'manual' });
    const session = cookiesOf(answer).find((each) => /^forecourt_session=./.test(each));
    return { place: answer.headers.get('location'), session };
  };
  const signIn = async (provider: SignInProvider, by: AccountElsewhere | null) => {
    elsewhere.account = by;
    const { url, cookie } = await begin(`/session/providers/${provider}`);
    return await comeBack(await elsewhere.consent(url), cookie);
  };
  const invite = (email: string) => group.operator.client.call('createInvitation', { body: { email, role: 'editor' } });
  const whoIs = (session: string | undefined) => group.client({ cookie: session ?? '' }).session.read();

  it.each(['google', 'github'] as const)('at %s lets in whoever is invited, and knows the person again', async (provider) => {
    const grace = account(`grace@${provider}.example`);
    await invite(`Grace@${provider}.example`);
    const first = await signIn(provider, grace);
    expect(first.place).toBe('/vehicles?from=elsewhere');
    expect(await whoIs(first.session)).toMatchObject({ role: 'editor', person: { name: 'Grace Hopper', email: grace.email } });
    const again = await signIn(provider, { ...grace, email: 'moved@elsewhere.example' });
    expect((await whoIs(again.session)).person).toEqual((await whoIs(first.session)).person);
    expect(await group.client({ cookie: again.session ?? '' }).call('getAccount', {})).toEqual({
      hasPassword: false,
      providers: [provider],
    });
  });

  it('opens nothing for an address that nobody invited, or that is not proven there', async () => {
    expect(await signIn('google', account('stranger@elsewhere.example'))).toEqual({
      place: '/sign-in?problem=not-invited',
      session: undefined,
    });
    await invite('unproven@elsewhere.example');
    const unproven = await signIn('github', account('unproven@elsewhere.example', false));
    expect(unproven).toEqual({ place: '/sign-in?problem=not-invited', session: undefined });
    const { items } = await group.operator.client.call('listPeople', {});
    expect(items.map(({ email }) => email)).not.toContain('stranger@elsewhere.example');
  });

  it('is connected by its address alone only where that address was proven here too', async () => {
    const ada = await signIn('google', account(group.operator.email));
    expect((await whoIs(ada.session)).person?.id).toBe(group.operator.id);
    // Whoever made this account by a copied link may have named an address that is not his.
    const editor = await group.person('editor');
    const elsewhereEditor = account(editor.email);
    expect(await signIn('google', elsewhereEditor)).toEqual({ place: '/sign-in?problem=not-connected', session: undefined });
    elsewhere.account = elsewhereEditor;
    const { url, cookie } = await begin('/account/providers/google', editor.headers);
    expect(await comeBack(await elsewhere.consent(url), cookie)).toEqual({ place: '/vehicles?from=elsewhere', session: undefined });
    expect((await whoIs((await signIn('google', elsewhereEditor)).session)).person?.id).toBe(editor.id);
    await group.signIn(editor.email, password);
    // It is that person's from now on, and cannot become another's.
    const viewer = await group.person('viewer');
    elsewhere.account = elsewhereEditor;
    const second = await begin('/account/providers/google', viewer.headers);
    const refused = await comeBack(await elsewhere.consent(second.url), second.cookie);
    expect(refused.place).toMatch(/problem=connected-to-another$/);
  });

  it('is asked about once: a cancelled, replayed, delayed or stolen way back signs nobody in', async () => {
    expect((await signIn('google', null)).place).toBe('/sign-in?problem=cancelled');
    elsewhere.account = account(group.operator.email);
    const { url, cookie } = await begin('/session/providers/github');
    const back = await elsewhere.consent(url);
    // Somebody else's browser has no cookie of this beginning.
    expect(await comeBack(back, '')).toEqual({ place: '/sign-in?problem=too-late', session: undefined });
    const altered = new URL(back);
    altered.searchParams.set('state', 'another');
    expect(await comeBack(altered.href, cookie)).toMatchObject({ place: expect.stringContaining('problem='), session: undefined });
    expect((await comeBack(back, cookie)).session).toBeDefined();
    expect(await comeBack(back, cookie)).toEqual({ place: '/sign-in?problem=failed', session: undefined });
  });

  it.each(['token refused', 'profile fails', 'profile is HTML'] as const)('signs nobody in where %s', async (fault) => {
    elsewhere.fault = fault;
    for (const provider of ['google', 'github'] as const) {
      const answer = await signIn(provider, account(group.operator.email));
      expect(answer).toEqual({ place: '/sign-in?problem=failed', session: undefined });
    }
    elsewhere.fault = 'none';
  });

  it('leads on to pages of this site only', async () => {
    for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      expect((await post('/session/providers/google', { next })).status).toBe(400);
    }
    expect(await group.client({}).call('getSignInMethods', {})).toEqual({ password: true, providers: ['google', 'github'] });
  });

  it('leaves no key of the other service behind, and sessions only as hashes', async () => {
    const answer = await signIn('google', account(group.operator.email));
    expect(group.server.log.join('')).not.toContain(answer.session?.split('=')[1]);
    expect(group.server.log.join('')).not.toContain(elsewhere.client.clientSecret);
  });
});
