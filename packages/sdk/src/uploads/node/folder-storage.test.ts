import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@forecourt/testing';
import { expect, it } from 'vitest';
import type { KeptUpload } from '../storage.ts';
import { fileSource } from './file-source.ts';
import { folderStorage } from './folder-storage.ts';

const kept = (id: string, path: string): KeptUpload => ({
  ...{ id, server: 'http://x', vehicleId: 'v', name: 'car.jpg', angle: null, options: null, version: null },
  ...{ sha256: null, uploadUrl: null, photoId: null, addedAt: 1, file: { kind: 'path', path } },
});

it('keeps uploads for the next process, and passes over what it cannot read', async () => {
  await using folder = await temporaryFolder();
  const place = join(folder.path, 'uploads');
  const photo = join(folder.path, 'car.jpg');
  await writeFile(photo, 'bytes of a car');
  const id = 'a'.repeat(32);
  await folderStorage(place).put(kept(id, photo));
  await writeFile(join(place, `${'b'.repeat(32)}.json`), '{"half":');
  const storage = folderStorage(place);
  const [found, ...rest] = await storage.list();
  expect(found).toEqual(kept(id, photo));
  expect(rest).toEqual([]);
  const source = await storage.open(kept(id, photo));
  expect(Buffer.from(await source.read(9, 14)).toString()).toBe('a car');
  await storage.delete(id);
  expect(await storage.get(id)).toBeUndefined();
  expect(await readdir(place)).toEqual([`${'b'.repeat(32)}.json`]);
  await expect(storage.put(kept('../x', photo))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('ends with what was said last, however quickly it was said', async () => {
  await using folder = await temporaryFolder();
  const storage = folderStorage(join(folder.path, 'uploads'));
  const ids = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(32, '0'));
  const last = (id: string) => ({ ...kept(id, 'car.jpg'), uploadUrl: 'http://x/last' });
  await Promise.all(ids.flatMap((id) => [storage.put(kept(id, 'x'.repeat(200_000))), storage.put(last(id))]));
  for (const id of ids) expect(await storage.get(id)).toEqual(last(id));
  await Promise.all(ids.flatMap((id) => [storage.put(last(id)), storage.delete(id)]));
  expect(await storage.list()).toEqual([]);
});

it('notices that a file is another one', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'car.jpg');
  await writeFile(path, 'one');
  const before = await (await fileSource(path)).version();
  await writeFile(path, 'two');
  expect(await (await fileSource(path)).version()).not.toBe(before);
  await expect(fileSource(join(folder.path, 'none.jpg'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(fileSource(folder.path)).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
});
