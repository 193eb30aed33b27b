import { createHash } from 'node:crypto';
import type { ForecourtEvent, HostDetail } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import { redCarPhoto, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';
import { acceptEnrolment, codeOf, type OfficePc, startOfficePc, tinyEngine } from './testing/office.ts';

const patience = { timeout: 20_000, interval: 50 };

onBothColumns('a computer with an agent', (column) => {
  let server: TestServer;
  let ours: Tenant;
  let folder: TemporaryFolder;
  let pc: OfficePc;
  let engine: Provider;
  let stock = 0;
  beforeAll(async () => {
    folder = await temporaryFolder();
    engine = await tinyEngine(folder.path);
    const environment = { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' };
    server = await startTestServer(column, { worker: 1, provider: engine, environment });
    ours = server.tenant('ours');
    pc = await startOfficePc(server, ours, { folder: folder.path, name: 'Office' });
  });
  afterAll(async () => {
    await pc[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await engine.close();
    await folder[Symbol.asyncDispose]();
  });

  const read = (id = pc.id) => ours.client.hosts.get(id);
  const until = async (is: (host: HostDetail) => boolean, id = pc.id): Promise<HostDetail> => {
    await expect.poll(async () => is(await read(id)), patience).toBe(true);
    return await read(id);
  };
  /** Which road is best is known after that. */
  const probeTwice = async () => {
    for (const _ of [1, 2]) await ours.client.hosts.probe(pc.id);
  };
  /** Who made the cutout of a photo. */
  const cutBy = async (photo: Uint8Array) => {
    const vehicle = await ours.client.vehicles.create({ stockNumber: `A-${++stock}`, make: 'Audi', model: 'A4' });
    const photoId = await sendPhoto(server.url, ours.headers, vehicle.id, photo);
    await expect.poll(async () => (await ours.client.photos.get(photoId)).cutout?.provider ?? null, patience).not.toBe(null);
    return (await ours.client.photos.get(photoId)).cutout?.provider;
  };
  const usedRoad = ({ roads }: HostDetail) => roads.find(({ isUsed }) => isUsed)?.kind;

  it('dials the platform, and is online with what it says of itself', async () => {
    const host = await until(({ state, capacity }) => state === 'online' && capacity !== null);
    expect(host).toMatchObject({
      ...{ name: 'Office', mode: 'agent', isOutdated: false, capacity: { slots: 2, busy: 0 } },
      roads: [{ kind: 'relay', state: 'up', isUsed: true, address: null, problem: null }],
    });
    expect(Math.abs(host.clockOffsetMs ?? Number.NaN)).toBeLessThan(20_000);
    expect(host.events.map(({ kind }) => kind)).toEqual(['online', 'enrolled']);
  });

  it('is reached directly as soon as somebody says where, and by the relay again when that breaks', async () => {
    await ours.client.hosts.change(pc.id, { addresses: [pc.agent().address] });
    await probeTwice();
    const direct = await until((host) => usedRoad(host) === 'direct');
    expect(direct.roads.map(({ kind, state }) => [kind, state])).toEqual([
      ['direct', 'up'],
      ['relay', 'up'],
    ]);
    await ours.client.hosts.change(pc.id, { addresses: ['https://127.0.0.1:1'] });
    await probeTwice();
    const relay = await until((host) => usedRoad(host) === 'relay' && host.roads.some(({ state }) => state === 'down'));
    expect(relay.roads.find(({ kind }) => kind === 'direct')).toMatchObject({
      problem: { code: 'ROAD_DOWN', hint: expect.any(String) },
      nextTryAt: expect.any(String),
    });
    await ours.client.hosts.change(pc.id, { addresses: [] });
    await until(({ roads }) => roads.length === 1);
  });

  it('makes the cutouts of photos from then on, before the engine of the server, without anybody setting that up', async () => {
    await until(({ operations }) => operations.includes('removeBackground'));
    const kinds = async () => (await ours.client.call('listProviders', {})).items.map(({ kind, health }) => [kind, health.state]);
    await expect.poll(kinds, patience).toEqual([
      ['remote', 'ready'],
      ['local', 'ready'],
    ]);
    expect(await cutBy(redCarPhoto())).toBe('remote');
    const { items: runs } = await ours.client.call('listExecutions', { query: {} });
    expect(runs[0]).toMatchObject({ operation: 'removeBackground', state: 'done', hostName: 'Office' });
    // Who looks at the cutout finds the computer by its job.
    const { items: jobs } = await ours.client.jobs.list({ limit: 1 }).page();
    const ofJob = await ours.client.executions.list({ jobId: jobs[0]?.id }).page();
    expect(ofJob.items.map(({ id }) => id)).toEqual([runs[0]?.id]);
    expect((await ours.client.executions.list({ jobId: pc.id }).page()).items).toEqual([]);
  });

  it('is drained and takes work again, here and on itself', async () => {
    expect(await ours.client.hosts.drain(pc.id, true)).toMatchObject({ state: 'draining' });
    const provider = (await ours.client.call('listProviders', {})).items.find(({ kind }) => kind === 'remote');
    await ours.client.call('testProvider', { params: { providerId: provider?.id ?? '' } });
    expect(await ours.client.hosts.drain(pc.id, false)).toMatchObject({ state: 'online' });
    expect((await read()).events.map(({ kind }) => kind).slice(0, 2)).toEqual(['resumed', 'draining']);
  });

  it('is offline when it is off, and online when it is back, with a history that says so', async () => {
    const seen: ForecourtEvent[] = [];
    const watching = new AbortController();
    const stream = (async () => {
      for await (const event of ours.client.events({ signal: watching.signal })) seen.push(event);
    })().catch(() => undefined);
    await pc.stop();
    const away = await until(({ state }) => state === 'offline');
    expect(away.roads[0]).toMatchObject({ kind: 'relay', state: 'down', problem: { code: 'ROAD_DOWN' } });
    await expect(ours.client.hosts.drain(pc.id, true)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE', status: 503 });
    // Its work does not wait for it.
    expect(await cutBy(redCarPhoto({ seed: 2 }))).toBe('local');
    await pc.restart();
    const back = await until(({ state }) => state === 'online');
    expect(back.events.map(({ kind }) => kind).slice(0, 2)).toEqual(['online', 'offline']);
    expect(back.uptime.day).toBeLessThan(1);
    expect(back.uptime.day).toBeGreaterThan(0);
    const told = () => seen.flatMap((event) => (event.type === 'host.changed' ? [event.data.state] : []));
    await expect.poll(told, patience).toEqual(expect.arrayContaining(['offline', 'online']));
    watching.abort();
    await stream;
  });

  it('is believed no more when it is revoked: its line ends, and it does not come back', async () => {
    const other = await startOfficePc(server, ours, { folder: folder.path, name: 'Lent out' });
    await until(({ state }) => state === 'online', other.id);
    await ours.client.hosts.revoke(other.id);
    await expect.poll(() => other.agent().line()?.problem?.code, patience).toBe('HOST_REVOKED');
    expect(await read(other.id)).toMatchObject({ state: 'revoked', roads: [], publicKeys: [] });
    await expect(ours.client.hosts.probe(other.id)).rejects.toMatchObject({ code: 'HOST_REVOKED' });
    await other[Symbol.asyncDispose]();
    const { items } = await ours.client.audit.list({ target: other.id }).page();
    expect(items.map(({ action }) => action)).toEqual(['host.revoked', 'host.enrolled']);
  });

  it('fetches its installer from the platform, and it is the one of the line', async () => {
    const { commands, id } = await ours.client.enrolments.create({ name: 'By the line' });
    await ours.client.enrolments.revoke(id);
    for (const [line, name] of [
      [commands.powershell, 'install.ps1'],
      [commands.shell, 'install.sh'],
    ] as const) {
      const address = `${server.url}/api/v1/agent/${name}`;
      expect(line).toContain(`'${address}'`);
      const answer = await fetch(address);
      expect(answer.status).toBe(200);
      expect(line).toContain(
        createHash('sha256')
          .update(Buffer.from(await answer.arrayBuffer()))
          .digest('hex'),
      );
      const etag = answer.headers.get('etag') ?? '';
      expect((await fetch(address, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    }
  });

  it('is nobody without a token that counts', async () => {
    const { token, id } = await ours.client.enrolments.create({ name: 'Nobody' });
    await ours.client.enrolments.revoke(id);
    const answer = await acceptEnrolment(server.url, token);
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'ENROLMENT_TOKEN_INVALID']);
    expect(server.log.join('\n')).not.toContain(token);
    const dialled = await fetch(`${server.url}/api/v1/relay`);
    expect(dialled.status).toBe(404);
  });
});
