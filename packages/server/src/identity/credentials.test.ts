import { createHmac } from 'node:crypto';
import { createClient } from '@forecourt/sdk/client';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { type Group, password, startGroup } from '../testing/group.ts';
import { createIdentity, type Identity } from './index.ts';

const code = (name: string) => expect.objectContaining({ code: name });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

onBothColumns('credentials', (column) => {
  let group: Group;

  beforeAll(async () => {
    group = await startGroup(column);
  });
  afterAll(() => group[Symbol.asyncDispose]());

  const tokenOf = async (headers: Readonly<Record<string, string>>) => (await group.client(headers).call('createToken', {})).token;
  const ask = (token: string) => group.client(bearer(token)).session.read();

  it('for services are small, signed, and say who, where and until when', async () => {
    const editor = await group.person('editor');
    const token = await tokenOf(editor.headers);
    const { dealership } = await editor.client.session.read();
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', kid: expect.any(String) });
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      sub: editor.id,
      dealership: dealership.id,
      role: 'editor',
      iss: 'forecourt',
      aud: 'forecourt',
      exp: expect.any(Number),
    });
    expect((claims.exp ?? 0) - Date.now() / 1000).toBeLessThan(301);
    expect(token.length).toBeLessThan(450);
    expect(await ask(token)).toMatchObject({ kind: 'person', role: 'editor', dealership });
    const { keys } = await group.client({}).call('getTokenKeys', {});
    expect(keys).toEqual([{ kid: decodeProtectedHeader(token).kid, kty: 'OKP', alg: 'EdDSA', crv: 'Ed25519', x: expect.any(String) }]);
  });

  it('of an API key carry its scopes and no more', async () => {
    const { secret } = await group.operator.client.keys.create({ name: 'Website', scopes: ['photos:read', 'vehicles:read'] });
    const token = await tokenOf(bearer(secret));
    expect(await ask(token)).toMatchObject({ kind: 'key', role: null, scopes: ['photos:read', 'vehicles:read'] });
    await expect(group.client(bearer(token)).jobs.list().page()).rejects.toEqual(code('FORBIDDEN'));
    await expect(group.client(bearer(token)).call('createToken', {})).rejects.toEqual(code('OPERATION_UNSUPPORTED'));
  });

  it('that were forged are refused: without a signature, by another key, for others, altered, or without an end', async () => {
    const good = await tokenOf((await group.person('viewer')).headers);
    const [header = '', body = '', signature = ''] = good.split('.');
    const claims = decodeJwt(good);
    const { kid = '' } = decodeProtectedHeader(good);
    const other = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const sign = (payload: Record<string, unknown>, key = other.privateKey) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid }).sign(key);
    const [publicKey] = (await group.client({}).call('getTokenKeys', {})).keys;
    const hmac = (text: string) => createHmac('sha256', JSON.stringify(publicKey)).update(text).digest('base64url');
    const confused = `${encoded({ alg: 'HS256', kid })}.${encoded({ ...claims, role: 'owner' })}`;
    const forged: Record<string, string> = {
      'algorithm none': `${encoded({ alg: 'none' })}.${body}.`,
      'algorithm none with the name of a key': `${encoded({ alg: 'None', kid })}.${body}.`,
      'the public key as a password': `${confused}.${hmac(confused)}`,
      'another key': await sign(claims),
      'a key that it brings along': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', jwk: await exportJWK(other.publicKey) })
        .sign(other.privateKey),
      'a key nobody knows': await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: 'no-such-key' }).sign(other.privateKey),
      'an altered role': `${header}.${encoded({ ...claims, role: 'owner' })}.${signature}`,
      'a cut signature': `${header}.${body}.${signature.slice(0, 20)}`,
      'no signature': `${header}.${body}.`,
      'no parts': 'a.b.c',
    };
    for (const [name, token] of Object.entries(forged)) await expect(ask(token), name).rejects.toEqual(code('UNAUTHENTICATED'));
    expect(await ask(good)).toMatchObject({ role: 'viewer' });
  });

  it('in a header that is too long or odd are refused, not taken for none', async () => {
    for (const value of ['Bearer', 'Bearer  ', 'Basic YTpi', `Bearer fck_${'x'.repeat(6_000)}`, 'Bearer fck_a b', 'Bearer null']) {
      await expect(group.client({ authorization: value }).session.read(), value).rejects.toEqual(code('UNAUTHENTICATED'));
    }
    for (const cookie of [
      'forecourt_session=',
      'forecourt_session=%00',
      `forecourt_session=${'x'.repeat(6_000)}`,
      'forecourt_session=a=b',
    ]) {
      await expect(group.client({ cookie }).session.read(), cookie).rejects.toEqual(code('UNAUTHENTICATED'));
    }
  });

  it('of one dealership open nothing in another, also not when a request says so', async () => {
    const there = await group.another();
    const vehicle = await there.client.vehicles.create({ stockNumber: 'T-1', make: 'Saab', model: '900' });
    const { dealership } = await there.client.session.read();
    const owner = await group.person('owner');
    const liar = createClient({ url: group.server.url, headers: { ...owner.headers, 'Forecourt-Dealership': dealership.id }, retries: 0 });
    await expect(liar.vehicles.get(vehicle.id)).rejects.toEqual(code('DEALERSHIP_SWITCHED'));
    await expect(owner.client.vehicles.get(vehicle.id)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('are guessed at a few times only, and the answer is the same for an address that nobody has', async () => {
    const guess = async (email: string, word: string) => {
      const answer = await fetch(`${group.server.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email, password: word }),
      });
      const { correlationId: _, instance: __, ...problem }: Record<string, unknown> = await answer.json();
      return { status: answer.status, problem, retryAfter: answer.headers.has('retry-after') };
    };
    const tries = (email: string) => Promise.all(Array.from({ length: 11 }, (_, index) => guess(email, `guess number ${index}`)));
    const known = await tries('reviewer@motors.example');
    const unknown = await tries('nobody@motors.example');
    const sorted = (list: Awaited<ReturnType<typeof tries>>) =>
      list
        .map(({ problem: { detail, ...problem }, ...rest }) => JSON.stringify({ ...rest, code: problem.code }))
        .sort((a, b) => a.localeCompare(b));
    expect(sorted(known)).toEqual(sorted(unknown));
    expect(known.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(await guess('Reviewer@motors.example', password)).toMatchObject({ status: 429, retryAfter: true });
    const blocked = async () => {
      const { items } = await group.operator.client.call('listAudit', { query: { limit: 200 } });
      return items.filter(({ action }) => action === 'person.sign_in_blocked');
    };
    await expect.poll(blocked).toHaveLength(1);
  });
});

onBothColumns('an API key', (column) => {
  it('is looked up once in a while, and refused in all processes as soon as it is revoked in one', async () => {
    await using database = await column.open();
    const one = createIdentity({ database, passwordCost: 10 });
    const other = createIdentity({ database, passwordCost: 10 });
    const code = (await one.firstRun?.makeCode()) ?? '';
    const here = { clientAddress: '127.0.0.1', isSecure: false };
    const { caller } = await one.setUp(code, { dealership: 'Motors', name: 'Ada', email: 'a@b.example', password }, here);
    const key = await one.keys.create(caller, { name: 'Website', scopes: ['photos:read'] });
    const request = new Request('http://localhost/', { headers: bearer(key.secret) });
    const isKnown = async (identity: Identity) => (await identity.identify(request)) !== null;
    // The first look begins to listen; from then on it is remembered.
    await expect.poll(async () => (await isKnown(other)) && other.keys.remembered()).toBe(1);
    await one.keys.revoke(caller, key.id);
    await expect(one.identify(request)).rejects.toMatchObject({ code: 'KEY_REVOKED' });
    await expect
      .poll(() =>
        other.identify(request).then(
          () => 'in',
          (error: { code: string }) => error.code,
        ),
      )
      .toBe('KEY_REVOKED');
    await Promise.all([one.close(), other.close()]);
  });

  it('ends when it was made to end, and not by being asked nicely', async () => {
    await using database = await column.open();
    let now = Date.parse('2026-11-01T00:00:00Z');
    const identity = createIdentity({ database, passwordCost: 10, now: () => new Date(now) });
    const code = (await identity.firstRun?.makeCode()) ?? '';
    const here = { clientAddress: '127.0.0.1', isSecure: false };
    const { caller } = await identity.setUp(code, { dealership: 'Motors', name: 'Ada', email: 'a@b.example', password }, here);
    const ended = { name: 'Old', scopes: ['photos:read'] as const, expiresAt: '2026-10-31T00:00:00Z' };
    await expect(identity.keys.create(caller, ended)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const key = await identity.keys.create(caller, { ...ended, expiresAt: '2026-11-02T00:00:00Z' });
    const request = new Request('http://localhost/', { headers: bearer(key.secret) });
    expect(await identity.identify(request)).toMatchObject({ kind: 'key' });
    now += 24 * 60 * 60 * 1000;
    await expect(identity.identify(request)).rejects.toMatchObject({ code: 'KEY_EXPIRED' });
    await identity.close();
  });
});
