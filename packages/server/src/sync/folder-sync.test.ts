import { copyFile, mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Photo, Vehicle } from '@forecourt/sdk/contract';
import { vehicleBySubfolder } from '@forecourt/sdk/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pgliteColumn } from '../testing/columns.ts';
import { startTestServer, type Tenant, type TestServer } from '../testing/server.ts';
import { makeYard, photo, type Yard } from './testing/yard.ts';

const alphabetically = (one: string, other: string) => (one < other ? -1 : 1);
const signal = new AbortController().signal;

// What a folder does is the same on either database; its routes are tried on both.
describe('a folder in step', () => {
  const column = pgliteColumn();
  let server: TestServer;
  let tenant: Tenant;
  let yard: Yard;
  let vehicle: Vehicle;
  let made = 0;
  beforeAll(async () => {
    server = await startTestServer(column);
  });
  beforeEach(async () => {
    await yard?.[Symbol.asyncDispose]();
    tenant = server.tenant(`yard ${++made}`);
    vehicle = await tenant.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    yard = await makeYard(server, tenant);
  });
  afterAll(async () => {
    await yard?.[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function photos(vehicleId = vehicle.id): Promise<Photo[]> {
    return (await tenant.client.photos.list({ vehicleId, limit: 100 }).page()).items.slice();
  }
  const names = async (vehicleId?: string) => (await photos(vehicleId)).map(({ name }) => name).toSorted(alphabetically);
  const happened = () => yard.events.splice(0).map(({ type, path }) => `${type} ${path}`);

  it('sends what is new, once, and tells the platform how it stands', async () => {
    await yard.write('A-1/front.png', photo(1));
    await yard.write('a-1/more/rear.png', photo(2));
    await yard.write('A-1/.hidden.png', photo(3));
    await yard.write('A-1/notes.txt', Buffer.from('not a photo'));
    await using sync = await yard.open();
    expect(await sync.once(signal)).toMatchObject({ state: 'in-step', files: 2, sent: 2, waiting: 0, problem: null });
    expect(await names()).toEqual(['front.png', 'rear.png']);
    await sync.once(signal);
    expect(happened()).toHaveLength(2);
    const [folder] = await tenant.client.syncFolders.list();
    expect(folder).toMatchObject({ id: sync.id, computer: 'Yard PC', state: 'in-step', sent: 2, isThere: true });
  });

  it('sends nothing again after a restart, also where every file got another time', async () => {
    await yard.write('A-1/front.png', photo(1));
    await using first = await yard.open();
    const { id } = first;
    await first.once(signal);
    await first.close();
    await utimes(join(yard.folder, 'A-1/front.png'), 1e9, 1e9);
    const before = yard.network.sentBytes;
    await using second = await yard.open();
    expect(await second.once(signal)).toMatchObject({ state: 'in-step', sent: 1 });
    expect(second.id).toBe(id);
    expect(yard.network.sentBytes - before).toBeLessThan(photo(1).byteLength);
  });

  it('takes a renamed file for the same photo, and one that was copied back too', async () => {
    await yard.write('A-1/front.png', photo(1));
    await using sync = await yard.open({ deletions: 'delete' });
    await sync.once(signal);
    const [before] = await photos();
    await rename(join(yard.folder, 'A-1/front.png'), join(yard.folder, 'A-1/nicer.png'));
    await sync.once(signal);
    await copyFile(join(yard.folder, 'A-1/nicer.png'), join(yard.folder, 'A-1/copy.png'));
    await sync.once(signal);
    await rm(join(yard.folder, 'A-1/nicer.png'));
    await sync.once(signal);
    expect(happened()).toEqual(['sent A-1/front.png', 'renamed A-1/nicer.png', 'sent A-1/copy.png']);
    expect((await photos()).map(({ id }) => id)).toEqual([before?.id]);
  });

  it('sends a half-written file only when it is whole, however long its writer pauses', async () => {
    const whole = photo(1);
    await yard.write('A-1/front.png', whole.subarray(0, whole.length >> 1));
    await using sync = await yard.open();
    expect(await sync.once(signal)).toMatchObject({ state: 'in-step', sent: 0, problem: { code: 'TRUNCATED' } });
    expect(await names()).toEqual([]);
    await yard.write('A-1/front.png', whole);
    expect(await sync.once(signal)).toMatchObject({ sent: 1, problem: null });
    expect((await photos()).map(({ asset }) => asset.bytes)).toEqual([whole.length]);
  });

  it('puts a changed photo in the place of what it was, unless somebody has worked on that: then both stay', async () => {
    await yard.write('A-1/front.png', photo(1));
    await yard.write('A-1/rear.png', photo(2));
    await using sync = await yard.open();
    await sync.once(signal);
    const rear = (await photos()).find(({ name }) => name === 'rear.png');
    await tenant.client.photos.change(rear?.id ?? '', { angle: 'rear' });
    await yard.write('A-1/front.png', photo(3));
    await yard.write('A-1/rear.png', photo(4));
    expect(await sync.once(signal)).toMatchObject({ files: 2, sent: 4, conflicts: 1 });
    expect(await names()).toEqual(['front.png', 'rear.png', 'rear.png']);
    expect(happened().slice(-2).toSorted(alphabetically)).toEqual(['conflict A-1/rear.png', 'replaced A-1/front.png']);
  });

  it('keeps photos whose files went away, or removes them, as the rule says', async () => {
    for (const deletions of ['keep', 'delete'] as const) {
      await yard.write('A-1/stays.png', photo(1));
      await yard.write('A-1/goes.png', photo(2));
      await using sync = await yard.open({ deletions });
      await sync.once(signal);
      await rm(join(yard.folder, 'A-1/goes.png'));
      expect(await sync.once(signal)).toMatchObject({ files: 1, deletions });
      expect(await names()).toEqual(deletions === 'keep' ? ['goes.png', 'stays.png'] : ['stays.png']);
    }
  });

  it('moves a photo to the vehicle whose folder it was moved to', async () => {
    const other = await tenant.client.vehicles.create({ stockNumber: 'B-2', make: 'BMW', model: 'i4' });
    await yard.write('A-1/front.png', photo(1));
    await yard.write('A-1/rear.png', photo(2));
    await using sync = await yard.open({ deletions: 'delete' });
    await sync.once(signal);
    await mkdir(join(yard.folder, 'B-2'));
    await rename(join(yard.folder, 'A-1/front.png'), join(yard.folder, 'B-2/front.png'));
    await sync.once(signal);
    expect([await names(), await names(other.id)]).toEqual([['rear.png'], ['front.png']]);
  });

  it('stops when the folder suddenly looks empty or is away, and goes on by itself when it is back', async () => {
    for (let number = 0; number < 20; number++) await yard.write(`A-1/${number}.png`, photo(number + 1));
    await using sync = await yard.open({ deletions: 'delete' });
    await sync.once(signal);
    for (const away of ['A-1', '.']) {
      await rename(join(yard.folder, away), `${yard.folder} away`);
      await expect(sync.once(signal)).rejects.toMatchObject({ code: 'FOLDER_EMPTY' });
      expect(sync.report).toMatchObject({ state: 'stopped', problem: { code: 'FOLDER_EMPTY' } });
      await rename(`${yard.folder} away`, join(yard.folder, away));
      expect(await sync.once(signal)).toMatchObject({ state: 'in-step', problem: null });
    }
    for (let number = 1; number < 20; number++) await rm(join(yard.folder, `A-1/${number}.png`));
    await expect(sync.once(signal)).rejects.toMatchObject({ code: 'FOLDER_EMPTY' });
    expect(await photos()).toHaveLength(20);
    sync.resume();
    expect(await sync.once(signal)).toMatchObject({ state: 'in-step', files: 1 });
    expect(await photos()).toHaveLength(1);
  });

  it('waits with the photos of a vehicle that is not there yet, and says which', async () => {
    await yard.write('C-3/front.png', photo(1));
    await yard.write('loose.png', photo(2));
    await using sync = await yard.open();
    expect(await sync.once(signal)).toMatchObject({ state: 'working', waiting: 2, problem: { code: 'NOT_FOUND' } });
    expect(sync.report.problem?.detail).toContain('stock number C-3');
    const added = await tenant.client.vehicles.create({ stockNumber: 'C-3', make: 'Citroën', model: 'C3' });
    await sync.close();
    await using again = await yard.open({ vehicles: vehicleBySubfolder({ client: yard.client }) });
    expect(await again.once(signal)).toMatchObject({ sent: 1, waiting: 1 });
    expect(await names(added.id)).toEqual(['front.png']);
  });

  it('is refused to a second process, and to results that would lie on the photos', async () => {
    await using sync = await yard.open();
    await expect(yard.open({ stateFolder: `${yard.stateFolder} 2` })).rejects.toMatchObject({ code: 'SYNC_FOLDER_IN_USE' });
    await expect(yard.open({ results: yard.folder })).rejects.toMatchObject({ code: 'WOULD_OVERWRITE_SOURCE' });
    await sync.close();
    await using other = await yard.open();
    expect(other.id).toBe(sync.id);
    await expect(yard.open({ folder: `${yard.folder}/none` })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('rests while it is asked to from the page, and goes on when it may', async () => {
    await using sync = await yard.open({ reportEveryMs: 100, lookEveryMs: 100 });
    const ending = new AbortController();
    const running = sync.run(ending.signal);
    await expect.poll(async () => (await tenant.client.syncFolders.list()).length).toBe(1);
    await tenant.client.syncFolders.pause(sync.id, true);
    await expect.poll(async () => (await tenant.client.syncFolders.list())[0]?.state).toBe('paused');
    await yard.write('A-1/front.png', photo(1));
    expect(await names()).toEqual([]);
    await tenant.client.syncFolders.pause(sync.id, false);
    await expect.poll(() => names(), { timeout: 10_000 }).toEqual(['front.png']);
    ending.abort();
    await running;
  });

  it('leaves links and what other programs are writing alone', async () => {
    await yard.write('A-1/front.png', photo(1));
    await symlink(yard.folder, join(yard.folder, 'A-1/round'));
    await writeFile(join(yard.folder, 'A-1/~front.png'), photo(2));
    await using sync = await yard.open();
    expect(await sync.once(signal)).toMatchObject({ files: 1, sent: 1 });
    expect(await readdir(yard.folder)).toContain('.forecourt-sync');
  });
});
