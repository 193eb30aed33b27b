import { ForecourtError } from '@forecourt/errors';
import type { Transfer } from '@forecourt/sdk/contract';
import { bytesSource, type Host } from '@forecourt/sdk/remote';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/open.ts';
import { hosts } from '../database/schema.ts';
import { listTransfers, tidyTransfers } from '../database/transfers.ts';
import { toProblem } from '../problems/problem.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { withTransfers } from './recorded-transfers.ts';

const hostId = '01980a3e-7c1f-7000-8000-00000000a9e7';
const source = bytesSource(Buffer.alloc(1_000), 'car.jpg');

/** The far end of a file: it says how far it is as often as it likes. */
function hostThat(send: Host['send']): Host {
  const nothing = () => Promise.reject(new TypeError('This host only takes files.'));
  const close = async () => undefined;
  return {
    ...{ id: hostId, name: 'Office PC', lastHealth: null, roads: () => [], probe: nothing, health: nothing, diagnose: nothing, send },
    ...{ fetch: nothing, run: nothing, collected: close, drain: nothing, publish: nothing, update: nothing, close },
    [Symbol.asyncDispose]: close,
  };
}

onBothColumns('transfers', (column) => {
  let database: Database;
  let dealershipId: string;
  beforeAll(async () => {
    database = await column.open();
    dealershipId = await sampleDealership(database);
    await database.orm.insert(hosts).values({ id: hostId, dealershipId, name: 'Office PC', state: 'online' });
  });
  afterAll(() => database.close());

  const watched = (host: Host) =>
    withTransfers(host, { database, dealershipId, logger: pino({ level: 'silent' }), passingChannel: 'passing' });
  const all = async () => (await listTransfers(database.orm, dealershipId, { limit: 50 })).items;
  const progress = { bytes: 1_000, bytesPerSecond: 100, remainingMs: 1, road: 'relay', resumed: 1 } as const;

  it('are told at most four times a second, and with their end', async () => {
    const told: Transfer[] = [];
    await using _listening = await database.listen('passing', (payload) => void told.push(JSON.parse(payload).event.data));
    const host = hostThat(async ({ sha256, bytes, name }, options) => {
      for (let doneBytes = 0; doneBytes <= 1_000; doneBytes++) options?.onProgress?.({ ...progress, doneBytes });
      return { sha256, bytes, name };
    });
    const began = performance.now();
    await watched(host).send(source);
    const most = 2 + Math.floor((performance.now() - began) / 250);
    await expect.poll(() => told.at(-1)?.state).toBe('done');
    expect(told.length).toBeLessThanOrEqual(most);
    expect(told[0]).toMatchObject({ state: 'running', road: 'relay', hostName: 'Office PC' });
    expect(await all()).toMatchObject([{ state: 'done', doneBytes: 1_000, bytes: 1_000, resumed: 1, road: 'relay', remainingMs: null }]);
  });

  it('are none where the host has the file already', async () => {
    const before = (await all()).length;
    const host = hostThat(async ({ sha256, bytes, name }, options) => {
      options?.onProgress?.({ ...progress, doneBytes: 1_000 });
      return { sha256, bytes, name };
    });
    await watched(host).send(source);
    expect(await all()).toHaveLength(before);
  });

  it('say why they failed, those under way come first, and one whose process is gone has failed', async () => {
    let fail: (error: Error) => void = () => undefined;
    const stuck = hostThat((_source, options) => {
      options?.onProgress?.({ ...progress, doneBytes: 10 });
      return new Promise((_resolve, reject) => {
        fail = reject;
      });
    });
    const under = watched(stuck).send(source);
    const ended = expect(under).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect.poll(async () => (await all())[0]?.state).toBe('running');
    const broken = hostThat(async (_source, options) => {
      options?.onProgress?.({ ...progress, doneBytes: 10 });
      throw new ForecourtError('HASH_MISMATCH', 'Something else came.');
    });
    await expect(watched(broken).send(source)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    const shown = await all();
    expect(shown.map(({ state }) => state)).toEqual(['running', 'failed', 'done']);
    expect(shown[1]?.problem?.code).toBe('HASH_MISMATCH');
    const first = await listTransfers(database.orm, dealershipId, { limit: 1 });
    const second = await listTransfers(database.orm, dealershipId, { limit: 1, cursor: first.nextCursor ?? undefined });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(shown.slice(0, 2).map(({ id }) => id));

    const problem = toProblem(new ForecourtError('TRANSFER_INCOMPLETE', 'The platform ended.'));
    await tidyTransfers(database.orm, { quietMs: -60_000, keptMs: 60_000, problem });
    expect((await all()).map(({ state }) => state)).not.toContain('running');
    fail(new ForecourtError('DISK_FULL', 'The disk of the host is full.'));
    await ended;
    await tidyTransfers(database.orm, { quietMs: 0, keptMs: -60_000, problem });
    expect(await all()).toEqual([]);
  });
});
