import type { SyncReport } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { startTestServer, type Tenant, type TestServer } from '../testing/server.ts';
import { eq, sql } from './drizzle.ts';
import { eventBounds, readEvents } from './events.ts';
import type { Database } from './open.ts';
import { syncFolders } from './schema.ts';
import { forgetSilentSyncFolders, listSyncFolders, reportSyncFolder } from './sync-folders.ts';

const report: SyncReport = {
  computer: 'Yard PC',
  folder: 'C:\\Photos',
  results: null,
  state: 'in-step',
  deletions: 'keep',
  files: 12,
  waiting: 0,
  sent: 12,
  fetched: 0,
  conflicts: 0,
  bytesPerSecond: null,
  problem: null,
};

onBothColumns('folders in step', (column) => {
  let database: Database;
  let dealershipId: string;
  beforeAll(async () => {
    database = await column.open();
  });
  beforeEach(async () => {
    dealershipId = await sampleDealership(database, newId());
  });
  afterAll(() => database.close());

  const say = (id: string, changes: Partial<SyncReport> = {}) =>
    database.transaction((tx) => reportSyncFolder(tx, { dealershipId, id }, { ...report, ...changes }));
  const silentFor = (id: string, time: string) =>
    database.orm
      .update(syncFolders)
      .set({ reportedAt: sql`now() - ${time}::interval` })
      .where(eq(syncFolders.id, id));
  const events = async () => (await readEvents(database.orm, dealershipId, 0, 100)).map(({ type }) => type);

  it('are there until nothing was heard of them for two minutes, and forgotten after 90 days', async () => {
    const id = newId();
    expect(await say(id)).toMatchObject({ ...report, id, isPaused: false, isThere: true });
    await silentFor(id, '119 seconds');
    expect(await listSyncFolders(database.orm, dealershipId)).toMatchObject([{ id, isThere: true }]);
    await silentFor(id, '121 seconds');
    expect(await listSyncFolders(database.orm, dealershipId)).toMatchObject([{ id, isThere: false }]);
    await silentFor(id, '89 days');
    expect(await forgetSilentSyncFolders(database.orm)).toBe(0);
    await silentFor(id, '91 days');
    expect(await forgetSilentSyncFolders(database.orm)).toBe(1);
    expect(await listSyncFolders(database.orm, dealershipId)).toEqual([]);
  });

  it('tell who watches what is new, and nothing where nothing is', async () => {
    const id = newId();
    await say(id);
    await say(id);
    await say(id, { bytesPerSecond: 4000 });
    expect(await events()).toEqual(['sync.changed']);
    await say(id, { waiting: 3, state: 'working' });
    expect(await events()).toHaveLength(2);
    await silentFor(id, '1 hour');
    expect(await say(id, { waiting: 3, state: 'working' })).toMatchObject({ isThere: true });
    expect(await events()).toHaveLength(3);
    const { newest } = await eventBounds(database.orm, dealershipId);
    expect((await readEvents(database.orm, dealershipId, newest - 1, 1))[0]?.data).toMatchObject({ id, isThere: true, waiting: 3 });
  });

  it('come in the order of their computers, then of their folders', async () => {
    for (const [computer, folder] of [
      ['yard', 'b'],
      ['Office', 'a'],
      ['yard', 'a'],
    ] as const)
      await say(newId(), { computer, folder });
    const found = await listSyncFolders(database.orm, dealershipId);
    expect(found.map(({ computer, folder }) => [computer, folder])).toEqual([
      ['Office', 'a'],
      ['yard', 'a'],
      ['yard', 'b'],
    ]);
  });
});

onBothColumns('the routes of folders in step', (column) => {
  let server: TestServer;
  let ours: Tenant;
  beforeAll(async () => {
    server = await startTestServer(column);
    ours = server.tenant('ours');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('let a page have a folder rest, which its computer hears with the next report', async () => {
    const folderId = newId();
    const { client: computer } = await ours.key(['photos:write']);
    expect(await computer.call('reportSyncFolder', { params: { folderId }, body: report })).toMatchObject({ isPaused: false });
    expect(await ours.client.call('changeSyncFolder', { params: { folderId }, body: { isPaused: true } })).toMatchObject({
      isPaused: true,
    });
    expect(await computer.call('reportSyncFolder', { params: { folderId }, body: report })).toMatchObject({ isPaused: true });
    expect((await ours.client.call('listSyncFolders', {})).items).toMatchObject([{ id: folderId, isPaused: true }]);
    await ours.client.call('forgetSyncFolder', { params: { folderId } });
    expect((await ours.client.call('listSyncFolders', {})).items).toEqual([]);
    await expect(ours.client.call('forgetSyncFolder', { params: { folderId } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keep the folders of dealerships apart, also where both computers made the same id', async () => {
    const folderId = newId();
    const theirs = server.tenant('theirs');
    await ours.client.call('reportSyncFolder', { params: { folderId }, body: report });
    await expect(theirs.client.call('changeSyncFolder', { params: { folderId }, body: { isPaused: true } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await theirs.client.call('reportSyncFolder', { params: { folderId }, body: { ...report, computer: 'Theirs' } });
    await theirs.client.call('changeSyncFolder', { params: { folderId }, body: { isPaused: true } });
    expect((await ours.client.call('listSyncFolders', {})).items).toMatchObject([{ id: folderId, computer: 'Yard PC', isPaused: false }]);
  });
});
