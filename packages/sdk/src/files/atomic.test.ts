import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { smallDisk, smallDisks, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryName } from './atomic.ts';
import { makeFolder, removeStaleTemporaries, writeFileAtomically } from './index.ts';

let folder: TemporaryFolder;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'file.bin');
});
afterEach(() => folder[Symbol.asyncDispose]());

describe('writing a file', () => {
  it('puts its parts one after the other and leaves nothing beside it', async () => {
    await writeFileAtomically(path, [Buffer.from('one '), Buffer.alloc(0), Buffer.from('two')]);
    expect(await readFile(path, 'utf8')).toBe('one two');
    expect(await readdir(folder.path)).toEqual(['file.bin']);
  });

  it('leaves the old file whole when it is cancelled in the middle', async () => {
    await writeFile(path, 'old');
    const controller = new AbortController();
    const parts = [Buffer.alloc(1_000_000), Buffer.alloc(1_000_000)];
    const running = writeFileAtomically(path, parts, { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder.path)).toEqual(['file.bin']);
  });

  it('shows readers the old file or the new one, never a part, also with several writers', async () => {
    const versions = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(200_000));
    await writeFile(path, versions[0] ?? '');
    const writing = Promise.all(versions.map((text) => writeFileAtomically(path, Buffer.from(text))));
    const end = new AbortController();
    const watching = (async () => {
      while (!end.signal.aborted) expect(versions).toContain(await readFile(path, 'utf8'));
    })();
    await writing;
    end.abort();
    await watching;
    expect(await readdir(folder.path)).toEqual(['file.bin']);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['a folder that is not there', async () => join(folder.path, 'none', 'file.bin'), 'OUTPUT_NOT_WRITABLE'],
    [
      'a file as its folder',
      async () => {
        await writeFile(path, 'x');
        return join(path, 'file.bin');
      },
      'OUTPUT_NOT_WRITABLE',
    ],
    [
      'the place of a folder',
      async () => {
        await mkdir(join(path, 'full'), { recursive: true });
        return path;
      },
      'OUTPUT_NAME_INVALID',
    ],
    ['too long a name', async () => join(folder.path, 'x'.repeat(300)), 'OUTPUT_NAME_INVALID'],
  ])('refuses %s and leaves nothing', async (_title, make, code) => {
    const place = await make();
    const before = await readdir(folder.path);
    await expect(writeFileAtomically(place, Buffer.from('x'))).rejects.toMatchObject({ code, message: expect.stringContaining(place) });
    expect(await readdir(folder.path)).toEqual(before);
  });

  it.skipIf(!smallDisks.canBeMade)(`leaves the old file whole on a full disk${smallDisks.note}`, async () => {
    await using disk = await smallDisk(64);
    const place = join(disk.path, 'file.bin');
    await writeFileAtomically(place, Buffer.from('old'));
    await expect(writeFileAtomically(place, Buffer.alloc(100_000))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([await readFile(place, 'utf8'), await readdir(disk.path)]).toEqual(['old', ['file.bin']]);
    disk.makeReadOnly();
    await expect(writeFileAtomically(place, Buffer.from('new'))).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    await expect(makeFolder(join(disk.path, 'new'))).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
  });
});

describe('temporary files of processes that are gone', () => {
  it('are removed, and those of living ones and other files stay', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    const gone = temporaryName(child.pid);
    const elsewhere = temporaryName(child.pid).replace(/-[0-9a-f]{8}-/, '-00000000-');
    const others = [temporaryName(), elsewhere, `.forecourt-${child.pid}-xyz.part`, `forecourt-${child.pid}.part`];
    for (const name of [gone, ...others]) await writeFile(join(folder.path, name), 'half');
    expect(await removeStaleTemporaries(folder.path)).toEqual([gone]);
    expect(new Set(await readdir(folder.path))).toEqual(new Set(others));
  });

  it('are removed when their process had our number before us, as in a container that was started again', async () => {
    const old = join(folder.path, temporaryName());
    await writeFile(old, 'half');
    const before = new Date(performance.timeOrigin - 60_000);
    await utimes(old, before, before);
    expect(await removeStaleTemporaries(folder.path)).toEqual([basename(old)]);
  });

  it('cannot be looked for in a folder that is not there', async () => {
    await expect(removeStaleTemporaries(join(folder.path, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
