import { generateHostKey } from '@forecourt/sdk/remote';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../database/audit.ts';
import { sql } from '../database/drizzle.ts';
import type { Database } from '../database/open.ts';
import { onBothColumns } from '../testing/columns.ts';
import { type HostsKit, siteUrl, startHosts } from './testing/kit.ts';

const minuteMs = 60_000;
const from = { siteUrl, address: 'unknown' };

onBothColumns('an invitation for a computer', (column) => {
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

  const invite = (name: string) => kit.hosts.enrolments.create(kit.caller, name, siteUrl);
  const computer = async () => ({
    ...{ name: 'OFFICE-PC', platform: 'win32 10.0.26100', version: '0.0.0', addresses: [] as string[] },
    publicKey: (await generateHostKey()).publicKey,
  });
  const accept = async (token: string | null, change: { addresses?: string[] } = {}) =>
    await kit.hosts.enrolments.accept(token, { ...(await computer()), ...change }, from);

  it('makes one host of one computer, which both then know by their keys', async () => {
    const { token, commands, ...invited } = await invite('Office');
    expect(invited).toMatchObject({ name: 'Office', state: 'waiting', hostId: null });
    const answer = await accept(token);
    expect(answer).toMatchObject({ name: 'Office', dealership: 'Motors', relayUrl: 'wss://photos.example.com/api/v1/relay' });
    expect(answer.platformKeys).toEqual([(await kit.hosts.signingKey(kit.dealershipId)).publicKey]);
    const host = await kit.hosts.administration.read({ dealershipId: kit.dealershipId, id: answer.hostId });
    expect(host).toMatchObject({ name: 'Office', state: 'enrolling', mode: 'agent', platform: 'win32 10.0.26100', uptime: { day: null } });
    expect(host.events.map(({ kind }) => kind)).toEqual(['enrolled']);
    expect((await kit.hosts.enrolments.list(kit.dealershipId, { limit: 10 })).items[0]).toMatchObject({
      state: 'used',
      hostId: answer.hostId,
    });
    await expect(accept(token)).rejects.toMatchObject({ code: 'ENROLMENT_TOKEN_INVALID' });
  });

  it('makes one host of two computers that use it at the same moment', async () => {
    const { token } = await invite('Twice');
    const ends = await Promise.allSettled([accept(token), accept(token)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { items } = await kit.hosts.administration.list(kit.dealershipId, { limit: 100 });
    expect(items.filter(({ name }) => name === 'Twice')).toHaveLength(1);
  });

  it('counts for 15 minutes, until it is taken back, and only whole', async () => {
    const { token: late } = await invite('Late');
    kit.advance(15 * minuteMs);
    const { token: taken, id } = await invite('Taken');
    await kit.hosts.enrolments.revoke(kit.caller, id);
    const wrong = await Promise.all(
      [late, taken, `${taken.slice(0, -1)}A`, 'fch_', null].map((token) => accept(token).catch((error) => error)),
    );
    // None says which of these it was.
    expect(new Set(wrong.map(({ code, message, details }) => JSON.stringify([code, message, details])))).toHaveLength(1);
    expect(wrong[0]).toMatchObject({ code: 'ENROLMENT_TOKEN_INVALID', status: 401 });
  });

  it('is not found by guessing: who is wrong too often waits, and everybody else does not', async () => {
    const { token } = await invite('Guessed');
    const own = await computer();
    const guess = (address: string, text: string) => kit.hosts.enrolments.accept(text, own, { siteUrl, address });
    for (let tries = 0; tries < 20; tries++) {
      await expect(guess('192.0.2.7', `fch_${tries}`)).rejects.toMatchObject({ code: 'ENROLMENT_TOKEN_INVALID' });
    }
    await expect(guess('192.0.2.7', token)).rejects.toMatchObject({ code: 'RATE_LIMITED', hint: expect.stringContaining('Wait') });
    expect(await guess('192.0.2.8', token)).toMatchObject({ name: 'Guessed' });
  });

  it('has its token in the environment of its lines, in no address, and nowhere in the database', async () => {
    const { token, commands } = await invite('Lines');
    for (const line of Object.values(commands)) {
      expect(line).toContain(token);
      for (const [address] of line.matchAll(/https?:\/\/\S+/g)) expect(address).not.toContain(token);
      expect(line).toMatch(/[0-9a-f]{64}/);
    }
    const rows = await database.orm.execute(sql`select row_to_json(enrolments)::text as text from enrolments`);
    expect(JSON.stringify(rows)).not.toContain(token);
    const { items } = await listAudit(database.orm, kit.dealershipId, { limit: 200 });
    expect(JSON.stringify(items)).not.toContain(token);
    expect(new Set(items.map(({ action }) => action))).toEqual(new Set(['host.invited', 'host.enrolled', 'secret.added']));
  });

  it('is not made for a name that another host has, whatever its case', async () => {
    const { token } = await invite('Taken name');
    const second = await invite('Taken name');
    await accept(token);
    await expect(invite('TAKEN NAME')).rejects.toMatchObject({ code: 'HOST_NAME_TAKEN' });
    await expect(accept(second.token)).rejects.toMatchObject({ code: 'HOST_NAME_TAKEN' });
    // Nothing was used up: after a change it counts.
    const { items } = await kit.hosts.administration.list(kit.dealershipId, { limit: 100 });
    await kit.hosts.administration.revoke(kit.caller, items.find(({ name }) => name === 'Taken name')?.id ?? '');
    expect(await accept(second.token)).toMatchObject({ name: 'Taken name' });
  });

  it('lets a computer name addresses of its own network, and none where secrets are given away', async () => {
    const { token } = await invite('Addresses');
    const addresses = [
      'https://192.168.1.20:7443',
      'https://100.101.102.103:7443',
      'https://pc.tailnet.ts.net:7443',
      'https://169.254.169.254',
      'https://100.100.100.200',
      'https://[::1]:7443',
      'https://[fd00:ec2::254]',
    ];
    const { hostId } = await accept(token, { addresses });
    const host = { dealershipId: kit.dealershipId, id: hostId };
    expect((await kit.hosts.administration.read(host)).addresses).toEqual(addresses.slice(0, 3));
    await expect(kit.hosts.administration.change(kit.caller, hostId, { addresses: ['https://169.254.169.254'] })).rejects.toMatchObject({
      code: 'OUTBOUND_REFUSED',
    });
  });
});
