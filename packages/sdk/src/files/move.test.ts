import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { moveFile, removeTree } from './index.ts';

/** A disk whose file somebody else has open for the first so many tries. */
function disk(codes: readonly string[]) {
  const tries: string[] = [];
  const waits: number[] = [];
  return {
    tries,
    waits,
    wait: async (ms: number) => void waits.push(ms),
    async move(from: string, to: string) {
      const code = codes[tries.push(`${from} → ${to}`) - 1];
      if (code !== undefined) throw Object.assign(new Error(`${code}: rename`), { code });
    },
  };
}

describe('moving a file', () => {
  it('is tried again on Windows while another program has it open', async () => {
    const busy = disk(['EPERM', 'EBUSY', 'EACCES']);
    await moveFile('a', 'b', { platform: 'win32', ...busy });
    expect(busy.tries).toHaveLength(4);
    expect(busy.waits).toEqual([20, 40, 80]);
  });

  it('fails with the last reason where that does not pass, and at once for any other reason or system', async () => {
    const held = disk(Array.from({ length: 20 }, () => 'EPERM'));
    await expect(moveFile('a', 'b', { platform: 'win32', ...held })).rejects.toMatchObject({ code: 'EPERM' });
    expect(held.waits.reduce((sum, ms) => sum + ms)).toBe(2500);
    const gone = disk(['ENOENT']);
    await expect(moveFile('a', 'b', { platform: 'win32', ...gone })).rejects.toMatchObject({ code: 'ENOENT' });
    const elsewhere = disk(['EPERM']);
    await expect(moveFile('a', 'b', { platform: 'linux', ...elsewhere })).rejects.toMatchObject({ code: 'EPERM' });
    expect([gone.waits, elsewhere.waits]).toEqual([[], []]);
  });

  it('puts a folder with what is in it elsewhere, and removes one, also where there is none', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'a'));
    await writeFile(join(folder.path, 'a', 'x'), 'x');
    await moveFile(join(folder.path, 'a'), join(folder.path, 'b'));
    expect(await readFile(join(folder.path, 'b', 'x'), 'utf8')).toBe('x');
    await removeTree(join(folder.path, 'b'));
    await removeTree(join(folder.path, 'b'));
    expect(await readdir(folder.path)).toEqual([]);
  });
});
