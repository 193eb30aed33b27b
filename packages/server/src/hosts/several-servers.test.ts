import { createClient } from '@forecourt/sdk/client';
import type { Provider } from '@forecourt/sdk/providers';
import { postgres, redCarPhoto, startTcpProxy, type TcpProxy, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ListeningForecourt, listenForecourt } from '../listen.ts';
import { postgresColumn } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer, testOptions } from '../testing/server.ts';
import { type OfficePc, startOfficePc, tinyEngine } from './testing/office.ts';

const patience = { timeout: 30_000, interval: 50 };

describe.skipIf(!postgres.canStart)(`a host of an installation with several servers${postgres.note}`, () => {
  const column = postgresColumn();
  let first: TestServer;
  let second: ListeningForecourt;
  let ours: Tenant;
  let folder: TemporaryFolder;
  /** What stands in front of the servers and sends hosts to one of them. */
  let front: TcpProxy;
  let pc: OfficePc;
  let engine: Provider;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const authenticate = () => ({ dealership: { id: 'ours', name: 'ours' }, person: { name: 'Ann' }, role: 'owner' as const });
    first = await startTestServer(column);
    engine = await tinyEngine(folder.path);
    second = await listenForecourt({ ...testOptions(first.place), worker: 1, provider: engine, authenticate });
    ours = first.tenant('ours');
    front = await startTcpProxy({ target: first.port });
    pc = await startOfficePc(first, ours, { folder: folder.path, name: 'Office', relayUrl: `ws://127.0.0.1:${front.port}/api/v1/relay` });
  });
  afterAll(async () => {
    await pc[Symbol.asyncDispose]();
    await front[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    await engine.close();
    await folder[Symbol.asyncDispose]();
  });
  const there = () => createClient({ url: second.url, retries: 0 });

  it('is reached by each of them through the one that it dialled, with files both ways', async () => {
    await expect.poll(async () => (await there().hosts.get(pc.id)).state, patience).toBe('online');
    await expect.poll(() => there().hosts.drain(pc.id, true), patience).toMatchObject({ state: 'draining' });
    expect(await there().hosts.drain(pc.id, false)).toMatchObject({ state: 'online' });
    // Only the second server makes cutouts: the photo goes to the host through the first.
    await expect.poll(async () => (await there().call('listProviders', {})).items[0]?.kind, patience).toBe('remote');
    const vehicle = await ours.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const photoId = await sendPhoto(first.url, ours.headers, vehicle.id, redCarPhoto());
    await expect.poll(async () => (await there().photos.get(photoId)).cutout?.provider, patience).toBe('remote');
  });

  it('goes on with another when it dials that one, and when the first is gone', async () => {
    front.target = second.port;
    front.cut();
    await expect.poll(() => pc.agent().line()?.state, patience).toBe('open');
    await expect
      .poll(async () => await ours.client.hosts.drain(pc.id, true).catch(({ code }) => code), patience)
      .toMatchObject({
        state: 'draining',
      });
    await first.close();
    expect(await there().hosts.drain(pc.id, false)).toMatchObject({ state: 'online' });
  });
});
