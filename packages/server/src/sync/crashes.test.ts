import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderSyncOptions } from '@forecourt/sdk/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgliteColumn } from '../testing/columns.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';
import { makeYard, photo, type Yard } from './testing/yard.ts';

const signal = new AbortController().signal;
const alphabetically = (one: string, other: string) => (one < other ? -1 : 1);

describe('a folder in step', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(pgliteColumn());
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function yardOf(name: string) {
    const tenant = server.tenant(name);
    const vehicle = await tenant.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const yard = await makeYard(server, tenant);
    async function onPlatform(): Promise<string[]> {
      const found: string[] = [];
      for await (const { asset } of tenant.client.photos.list({ vehicleId: vehicle.id, limit: 100 })) found.push(asset.sha256);
      return found.toSorted(alphabetically);
    }
    return { yard, onPlatform };
  }

  async function inFolder({ folder }: Yard): Promise<string[]> {
    const place = join(folder, 'A-1');
    const all = await Promise.all((await readdir(place)).map((name) => readFile(join(place, name))));
    return all.map((bytes) => createHash('sha256').update(bytes).digest('hex')).toSorted(alphabetically);
  }

  /** Ends it at one step as a process ends that is killed: what comes after never happens, and the folder is free. */
  async function killedAt(yard: Yard, stepNumber: number, options: Partial<FolderSyncOptions>): Promise<string | null> {
    let steps = 0;
    const killed = Promise.withResolvers<string>();
    const step = (name: string) => {
      if (++steps !== stepNumber) return Promise.resolve();
      killed.resolve(name);
      return new Promise<void>(() => undefined);
    };
    await using sync = await yard.open({ ...options, parallel: 1 }, { step });
    return await Promise.race([killed.promise, sync.once(signal).then(() => null)]);
  }

  it('that is killed between any two steps loses nothing and has nothing twice', async () => {
    const { yard, onPlatform } = await yardOf('killed');
    await using _ = yard;
    const at = new Set<string>();
    for (let number = 1; ; number++) {
      const seed = number * 10;
      await yard.write('A-1/changed.png', photo(seed + 1));
      await yard.write(`A-1/gone-${number}.png`, photo(seed + 2));
      await yard.write(`A-1/old-${number}.png`, photo(seed + 3));
      {
        await using sync = await yard.open({ deletions: 'delete' });
        await sync.once(signal);
      }
      await yard.write('A-1/changed.png', photo(seed + 4));
      await yard.write(`A-1/fresh-${number}.png`, photo(seed + 5));
      await rm(join(yard.folder, `A-1/gone-${number}.png`));
      await rename(join(yard.folder, `A-1/old-${number}.png`), join(yard.folder, `A-1/new-${number}.png`));
      const step = await killedAt(yard, number, { deletions: 'delete' });
      await using again = await yard.open({ deletions: 'delete' });
      expect(await again.once(signal), `killed at ${step}`).toMatchObject({ state: 'in-step', waiting: 0, conflicts: 0 });
      expect(await onPlatform(), `killed at ${step}`).toEqual(await inFolder(yard));
      if (step === null) break;
      at.add(step);
    }
    expect([...at].toSorted(alphabetically)).toEqual(['deleted', 'leaving', 'looked', 'noted', 'replaced', 'sent']);
  });

  it('whose network flaps while its files change ends with each photo once', async () => {
    const { yard, onPlatform } = await yardOf('flapping');
    await using _ = yard;
    const count = 40;
    for (let number = 0; number < count; number++) await yard.write(`A-1/${number}.png`, photo(number + 1));
    await using sync = await yard.open({ deletions: 'delete' });
    const changes: Promise<void>[] = [];
    const inPlace = (name: string) => join(yard.folder, 'A-1', name);
    let happened = 0;
    let seed = 10_000;
    const stop = sync.subscribe(() => {
      happened++;
      if (happened % 7 === 0) yard.network.cut();
      if (happened % 8 !== 0) return;
      const number = happened / 8;
      changes.push(yard.write(`A-1/added-${number}.png`, photo(seed++)));
      changes.push(yard.write(`A-1/${number}.png`, photo(seed++)));
      changes.push(rename(inPlace(`${count - number}.png`), inPlace(`renamed-${number}.png`)));
    });
    await sync.once(signal);
    stop();
    await Promise.all(changes);
    expect(await sync.once(signal)).toMatchObject({ state: 'in-step', waiting: 0, conflicts: 0 });
    expect(happened).toBeGreaterThan(25);
    expect(await onPlatform()).toEqual(await inFolder(yard));
  });
});
