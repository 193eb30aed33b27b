import { generateHostKey } from '@forecourt/sdk/remote';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/open.ts';
import { onBothColumns } from '../testing/columns.ts';
import { type HostsKit, startHosts } from './testing/kit.ts';

const path = '/api/v1/relay';
const hourMs = 3_600_000;

onBothColumns('a host that signs', (column) => {
  let database: Database;
  let kit: HostsKit;
  beforeAll(async () => {
    database = await column.open();
    kit = await startHosts(database);
  });
  afterAll(async () => {
    await kit[Symbol.asyncDispose]();
    await database.close();
  });

  it('is known by its key, once for each token, whichever process it comes to', async () => {
    const host = await kit.enrol();
    await using other = await kit.another();
    const signed = await host.sign(path);
    expect(await kit.hosts.identify(signed)).toMatchObject({ id: host.id });
    await expect(other.identify(signed)).rejects.toMatchObject({ code: 'HOST_TOKEN_REPLAYED' });
    await expect(kit.hosts.identify(signed)).rejects.toMatchObject({ code: 'HOST_TOKEN_REPLAYED' });
    expect(await other.identify(await host.sign(path))).toMatchObject({ id: host.id });
  });

  it('is refused with a stolen name, for another request, too late, and without a token', async () => {
    const [host, thief] = [await kit.enrol(), await kit.enrol()];
    const refused = async (signed: Parameters<typeof kit.hosts.identify>[0]) => await kit.hosts.identify(signed).catch(({ code }) => code);
    expect(await refused(await host.sign(path, 'GET', thief.key))).toBe('HOST_TOKEN_INVALID');
    expect(await refused({ ...(await host.sign(path)), path: '/api/v1/enrolments/rotate' })).toBe('HOST_TOKEN_INVALID');
    expect(await refused({ ...(await host.sign(path)), method: 'DELETE' })).toBe('HOST_TOKEN_INVALID');
    expect(await refused({ authorization: undefined, method: 'GET', path })).toBe('HOST_TOKEN_INVALID');
    expect(await refused({ authorization: 'Bearer nonsense', method: 'GET', path })).toBe('HOST_TOKEN_INVALID');
    const late = await host.sign(path);
    kit.advance(2 * 60_000);
    await expect(kit.hosts.identify(late)).rejects.toMatchObject({ code: 'CLOCK_OFF', details: { time: kit.now().toISOString() } });
  });

  it('changes its key, and for a day is known by both', async () => {
    const host = await kit.enrol();
    const next = await generateHostKey();
    kit.advance(60_000);
    const rotate = '/api/v1/enrolments/rotate';
    const { platformKeys } = await kit.hosts.rotateKey(await host.sign(rotate), next.publicKey);
    expect(platformKeys).toEqual([(await kit.hosts.signingKey(kit.dealershipId)).publicKey]);
    // A lost answer is asked for again.
    await kit.hosts.rotateKey(await host.sign(rotate), next.publicKey);
    expect(await kit.hosts.identify(await host.sign(path))).toMatchObject({ id: host.id });
    expect(await kit.hosts.identify(await host.sign(path, 'GET', next))).toMatchObject({ id: host.id });
    const { publicKeys, events } = await kit.hosts.administration.read(host);
    expect(publicKeys.map(({ key, until }) => [key, until === null])).toEqual([
      [host.key.publicKey, false],
      [next.publicKey, true],
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['key-rotated', 'enrolled']);
    kit.advance(25 * hourMs);
    await expect(kit.hosts.identify(await host.sign(path))).rejects.toMatchObject({ code: 'HOST_TOKEN_INVALID' });
    expect(await kit.hosts.identify(await host.sign(path, 'GET', next))).toMatchObject({ id: host.id });
  });

  it('is believed no more from the moment it is revoked, and its name is free', async () => {
    const host = await kit.enrol('Gone');
    const signed = await host.sign(path);
    await kit.hosts.administration.revoke(kit.caller, host.id);
    await expect(kit.hosts.identify(signed)).rejects.toMatchObject({ code: 'HOST_REVOKED' });
    await expect(kit.hosts.connect(host)).rejects.toMatchObject({ code: 'HOST_REVOKED' });
    await expect(kit.hosts.administration.change(kit.caller, host.id, { name: 'Back' })).rejects.toMatchObject({ code: 'HOST_REVOKED' });
    expect(await kit.hosts.administration.read(host)).toMatchObject({ state: 'revoked', publicKeys: [] });
    expect((await kit.enrol('Gone')).id).not.toBe(host.id);
  });

  it('learns of another key of the platform long before that signs', async () => {
    const host = await kit.enrol();
    const before = await kit.hosts.signingKey(kit.dealershipId);
    expect(await kit.hosts.platformKeys.rotate()).toBeGreaterThan(0);
    expect(await kit.hosts.platformKeys.rotate()).toBe(0);
    const { platformKeys } = await kit.hosts.rotateKey(await host.sign('/r'), (await generateHostKey()).publicKey);
    expect(platformKeys).toHaveLength(2);
    expect((await kit.hosts.signingKey(kit.dealershipId)).publicKey).toBe(before.publicKey);
    kit.advance(46 * 24 * hourMs);
    const after = await kit.hosts.signingKey(kit.dealershipId);
    expect(after.publicKey).not.toBe(before.publicKey);
    expect(platformKeys).toContain(after.publicKey);
    expect((await kit.hosts.platformKeys.of(kit.dealershipId)).publicKeys).toEqual([after.publicKey, before.publicKey]);
    kit.advance(2 * 24 * hourMs);
    await kit.hosts.forget();
    expect((await kit.hosts.platformKeys.of(kit.dealershipId)).publicKeys).toEqual([after.publicKey]);
  });
});
