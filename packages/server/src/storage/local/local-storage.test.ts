import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryName } from '@forecourt/sdk/files';
import { smallDisk, smallDisks, temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { storageConformance } from '../conformance.ts';
import { createLocalStorage } from './local-storage.ts';

storageConformance({ name: 'a folder', open: (place) => createLocalStorage({ folder: place }) });

const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

describe('a folder', () => {
  it('lays files out by the first digits of their hash, so that no folder grows large', async () => {
    await using folder = await temporaryFolder();
    await using storage = await createLocalStorage({ folder: folder.path });
    const { sha256 } = await storage.put(Buffer.from('x'));
    const path = join(folder.path, 'assets', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    expect(await storage.path(sha256)).toBe(path);
    expect(await readFile(path, 'utf8')).toBe('x');
    expect(await filesBelow(folder.path)).toEqual([sha256]);
  });

  it('removes at its start what a killed process left half written', async () => {
    await using folder = await temporaryFolder();
    await (await createLocalStorage({ folder: folder.path })).close();
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    await writeFile(join(folder.path, 'assets', 'incoming', temporaryName(child.pid)), 'half');
    await using _ = await createLocalStorage({ folder: folder.path });
    expect(await filesBelow(folder.path)).toEqual([]);
  });

  it('replaces a file that the disk cut short', async () => {
    await using folder = await temporaryFolder();
    await using storage = await createLocalStorage({ folder: folder.path });
    const { sha256 } = await storage.put(Buffer.from('whole'));
    await writeFile((await storage.path(sha256)) ?? '', 'wh');
    await storage.put(Buffer.from('whole'));
    expect(await new Response(await storage.read(sha256)).text()).toBe('whole');
  });

  it.skipIf(!smallDisks.canBeMade)(`takes a file from another disk, and keeps no part on a full one${smallDisks.note}`, async () => {
    await using disk = await smallDisk(256);
    await using folder = await temporaryFolder();
    await using storage = await createLocalStorage({ folder: disk.path });
    const small = join(folder.path, 'small');
    const large = join(folder.path, 'large');
    await writeFile(small, 'from elsewhere');
    await writeFile(large, Buffer.alloc(400_000));
    const { sha256 } = await storage.put({ path: small });
    await expect(storage.put({ path: large })).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(storage.put(Buffer.alloc(400_000))).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(storage.check()).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await readdir(folder.path)).toEqual(['large']);
    expect(await filesBelow(disk.path)).toEqual([sha256]);
    // What is derived is given, kept or not.
    const preview = await storage.derived(`${sha256}-640.webp`, async () => Buffer.alloc(300_000));
    expect(preview.byteLength).toBe(300_000);
    disk.makeReadOnly();
    await expect(storage.check()).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
  });
});
