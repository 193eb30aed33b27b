import { expect, it } from 'vitest';
import type { Database } from '../database/open.ts';
import { onBothColumns } from '../testing/columns.ts';
import { type Caller, createIdentity, type Identity } from './index.ts';

/** Cheap: what is tried here is not how dear a guess is. */
const passwordCost = 10;
const here = { clientAddress: '127.0.0.1', isSecure: false };
const owner = { dealership: 'Motors', name: 'Ada', email: 'Ada@Motors.example', password: 'a long enough password' };
const withCookie = (cookie: string) => new Request('http://localhost/', { headers: { Cookie: cookie.split(';')[0] ?? '' } });
const withKey = (secret: string) => new Request('http://localhost/', { headers: { Authorization: `Bearer ${secret}` } });

onBothColumns('identity', (column) => {
  it('creates the owner once, with the code that was printed, even if two try at the same moment', async () => {
    await using database = await column.open();
    const identity = createIdentity({ database, passwordCost });
    expect(await setUpOf(identity).isNeeded()).toBe(true);
    const code = await setUpOf(identity).makeCode();
    await expect(identity.setUp('guessed', owner, here)).rejects.toMatchObject({ code: 'SETUP_CODE_WRONG' });
    await expect(identity.setUp(code, { ...owner, password: 'short' }, here)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const tries = await Promise.allSettled([
      identity.setUp(code, owner, here),
      identity.setUp(code, { ...owner, email: 'b@b.example' }, here),
    ]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'SETUP_DONE' } });
    expect(await setUpOf(identity).isNeeded()).toBe(false);
    await expect(identity.setUp(code, owner, here)).rejects.toMatchObject({ code: 'SETUP_DONE' });
    expect(await setUpOf(identity).fromSettings(owner)).toBe(false);
  });

  it('signs in by e-mail in any case, says who it is, and ends the session on sign-out', async () => {
    await using database = await column.open();
    const { identity } = await withOwner(database);
    const { cookie } = await identity.signIn({ email: ' ada@motors.EXAMPLE ', password: owner.password }, here);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    const caller = await identity.identify(withCookie(cookie));
    expect(await identity.describe(caller ?? failure())).toMatchObject({
      kind: 'person',
      role: 'owner',
      dealership: { name: 'Motors' },
      person: { name: 'Ada', email: 'Ada@Motors.example' },
    });
    await identity.signOut(withCookie(cookie), here);
    expect(await identity.identify(withCookie(cookie))).toBeNull();
  });

  it('lets a session end after two weeks without use, and extends one that is used', async () => {
    await using database = await column.open();
    let time = Date.parse('2026-11-01T00:00:00Z');
    const { identity, cookie } = await withOwner(database, () => new Date(time));
    const days = (count: number) => {
      time += count * 24 * 60 * 60 * 1000;
    };
    days(10);
    expect(await identity.identify(withCookie(cookie))).not.toBeNull();
    days(10);
    expect(await identity.identify(withCookie(cookie))).not.toBeNull();
    days(15);
    expect(await identity.identify(withCookie(cookie))).toBeNull();
  });

  it('knows a key by its hash, notes its use, and refuses it once it is revoked', async () => {
    await using database = await column.open();
    const { identity, caller } = await withOwner(database);
    const { secret, ...key } = await identity.keys.create(caller, { name: 'Website', scopes: ['photos:read'] });
    expect(secret.startsWith(key.prefix)).toBe(true);
    const program = await identity.identify(withKey(secret));
    expect(program).toMatchObject({ kind: 'key', keyId: key.id, scopes: ['photos:read'], dealershipId: caller.dealershipId });
    const [listed] = await identity.keys.list(caller.dealershipId, null, 10);
    expect(listed).toMatchObject({ id: key.id, lastUsedAt: expect.any(String) });
    expect(JSON.stringify(await database.orm.query.apiKeys.findMany())).not.toContain(secret);
    await identity.keys.revoke(caller, key.id);
    await expect(identity.identify(withKey(secret))).rejects.toMatchObject({ code: 'KEY_REVOKED' });
    await expect(identity.identify(withKey(`${secret}x`))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(identity.identify(new Request('http://localhost/', { headers: { Authorization: 'Basic YTpi' } }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('never shows or revokes the key of another dealership', async () => {
    await using database = await column.open();
    const { identity, caller } = await withOwner(database);
    const key = await identity.keys.create(caller, { name: 'Website', scopes: ['photos:read'] });
    const other = createIdentity({
      database,
      authenticate: () => ({ dealership: { id: 'other', name: 'Other' }, person: { name: 'Eve' }, role: 'owner' }),
    });
    const stranger = (await other.identify(new Request('http://localhost/'))) ?? failure();
    expect(stranger.dealershipId).not.toBe(caller.dealershipId);
    expect(await other.keys.list(stranger.dealershipId, null, 10)).toEqual([]);
    await expect(other.keys.revoke(stranger, key.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await identity.identify(withKey(key.secret))).not.toBeNull();
  });

  it('slows down who guesses passwords, and says how long', async () => {
    await using database = await column.open();
    const { identity } = await withOwner(database);
    // The limit counts before the password is looked at, so these need not be checked one after the other.
    const guesses = await Promise.allSettled(
      Array.from({ length: 11 }, (_, index) => identity.signIn({ email: owner.email, password: `guess number ${index}` }, here)),
    );
    const codes = guesses.map((guess) => (guess.status === 'rejected' ? guess.reason.code : 'in'));
    expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(10);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(1);
    await expect(identity.signIn({ email: owner.email, password: owner.password }, here)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterSeconds: expect.any(Number) },
    });
    const elsewhere = { clientAddress: '127.0.0.2', isSecure: false };
    await expect(identity.signIn({ email: owner.email, password: owner.password }, elsewhere)).resolves.toBeDefined();
  });

  it('refuses a host application whose answer is not what it promised', async () => {
    await using database = await column.open();
    const identity = createIdentity({
      database,
      authenticate: () => ({ dealership: { id: '', name: 'X' }, person: { name: 'Y' }, role: 'owner' }),
    });
    await expect(identity.identify(new Request('http://localhost/'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(identity.firstRun).toBeNull();
  });
});

/** An identity with an owner who is signed in. */
async function withOwner(database: Database, now?: () => Date): Promise<{ identity: Identity; caller: Caller; cookie: string }> {
  const identity = createIdentity({ database, passwordCost, ...(now && { now }) });
  const code = await setUpOf(identity).makeCode();
  const { caller, cookie } = await identity.setUp(code, owner, here);
  return { identity, caller, cookie };
}

function setUpOf(identity: Identity): NonNullable<Identity['firstRun']> {
  return identity.firstRun ?? failure();
}

function failure(): never {
  throw new Error('It should have been there.');
}
