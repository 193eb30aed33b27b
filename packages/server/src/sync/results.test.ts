import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Photo } from '@forecourt/sdk/contract';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { installTinyModel, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgliteColumn } from '../testing/columns.ts';
import { startTestServer, type Tenant, type TestServer } from '../testing/server.ts';
import { carPhoto, makeYard, type Yard } from './testing/yard.ts';

const signal = new AbortController().signal;

describe('results of a folder in step', () => {
  let stack: AsyncDisposableStack;
  let server: TestServer;
  let tenant: Tenant;
  let yard: Yard;
  let made = 0;
  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    const folder = stack.use(await temporaryFolder());
    const provider = stack.use(createLocalProvider(await installTinyModel(folder.path)));
    server = stack.use(await startTestServer(pgliteColumn(), { worker: true, provider }));
    tenant = server.tenant('ours');
    await tenant.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
  });
  afterAll(() => stack.disposeAsync());

  async function startYard(): Promise<Yard> {
    yard = await makeYard(server, tenant);
    return yard;
  }
  const files = async () => (await readdir(yard.results, { recursive: true })).filter((name) => name.includes('.'));
  const inResults = (name: string) => readFile(join(yard.results, name));

  /** Sends a new photo, and gives it once it has its cutout. */
  async function withCutout(name: string): Promise<Photo> {
    await yard.write(name, carPhoto(++made));
    await using sync = await yard.open({ results: null });
    await sync.once(signal);
    const sent = yard.events.findLast(({ type }) => type === 'sent');
    return cutoutOf(sent && 'photoId' in sent ? sent.photoId : '', null);
  }
  /** The photo when it has another cutout than before. */
  async function cutoutOf(photoId: string, before: string | null): Promise<Photo> {
    return await expect
      .poll(() => tenant.client.photos.get(photoId), { timeout: 20_000 })
      .toSatisfy(({ cutout, state }: Photo) => state === 'review' && cutout !== null && cutout.asset.sha256 !== before)
      .then(() => tenant.client.photos.get(photoId));
  }

  it('come while it runs, by what the platform tells', async () => {
    await using _ = await startYard();
    await using sync = await yard.open({ lookEveryMs: 3_000_000 });
    const ending = new AbortController();
    const running = sync.run(ending.signal);
    await yard.write('A-1/front.png', carPhoto(++made));
    await expect.poll(files, { timeout: 20_000 }).toEqual(['A-1/front.png']);
    await expect.poll(() => sync.report.fetched).toBe(1);
    ending.abort();
    await running;
  });

  it('come beside what somebody has changed in their folder, and never over it', async () => {
    await using _ = await startYard();
    const { id, cutout } = await withCutout('A-1/door.jpg.png');
    await using sync = await yard.open();
    await sync.once(signal);
    expect(await files()).toEqual(['A-1/door.jpg.png']);
    await writeFile(join(yard.results, 'A-1/door.jpg.png'), 'retouched by hand');
    await tenant.client.photos.process(id, { careful: true });
    const { cutout: next } = await cutoutOf(id, cutout?.asset.sha256 ?? '');
    expect(await sync.once(signal)).toMatchObject({ fetched: 2, conflicts: 1 });
    expect((await files()).length).toBe(2);
    expect((await inResults('A-1/door.jpg.png')).toString()).toBe('retouched by hand');
    expect((await inResults('A-1/door.jpg (from Forecourt).png')).byteLength).toBe(next?.asset.bytes);
  });

  it('do not come back when somebody has removed them, and take no name that another file has', async () => {
    await using _ = await startYard();
    await withCutout('A-1/wheel.png');
    {
      await using sync = await yard.open();
      await sync.once(signal);
      await rm(join(yard.results, 'A-1/wheel.png'));
      await sync.once(signal);
      expect(await files()).toEqual([]);
    }
    await writeFile(join(yard.results, 'A-1/Seat.png'), 'of somebody else');
    await writeFile(join(yard.results, 'A-1/seat.png'), 'of somebody else too');
    await withCutout('A-1/seat.png');
    await using sync = await yard.open();
    await sync.once(signal);
    expect((await files()).length).toBe(3);
    expect((await inResults('A-1/seat.png')).toString()).toBe('of somebody else too');
    expect((await inResults('A-1/seat (2).png')).byteLength).toBeGreaterThan(100);
  });

  it('are not written through a link that leads out of their folder', async () => {
    await using _ = await startYard();
    await withCutout('A-1/roof.png');
    await using elsewhere = await temporaryFolder();
    await mkdir(yard.results, { recursive: true });
    await symlink(elsewhere.path, join(yard.results, 'A-1'), 'junction');
    await using sync = await yard.open();
    await expect(sync.once(signal)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE', hint: expect.stringContaining('link') });
    expect(await readdir(elsewhere.path)).toEqual([]);
    await rm(join(yard.results, 'A-1'));
    await sync.once(signal);
    expect(await files()).toEqual(['A-1/roof.png']);
  });

  it('are each there once, whole, where it was killed at any step of bringing them', async () => {
    await using _ = await startYard();
    for (const [index, step] of ['claimed', 'written'].entries()) {
      const { cutout } = await withCutout(`A-1/killed-${index}.png`);
      const killed = Promise.withResolvers<void>();
      const at = (name: string) => {
        if (name !== step) return Promise.resolve();
        killed.resolve();
        return new Promise<void>(() => undefined);
      };
      {
        await using sync = await yard.open({}, { step: at });
        await Promise.race([killed.promise, sync.once(signal)]);
      }
      await using again = await yard.open();
      await again.once(signal);
      expect((await files()).length).toBe(index + 1);
      expect((await inResults(`A-1/killed-${index}.png`)).byteLength).toBe(cutout?.asset.bytes);
      expect(again.report).toMatchObject({ state: 'in-step', conflicts: 0 });
    }
  });
});
