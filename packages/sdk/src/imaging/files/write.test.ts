import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeImageFile } from './write.ts';

const root = mkdtempSync(join(tmpdir(), 'forecourt-write-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const freshFolder = () => {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  return folder;
};
const bytes = Buffer.from('the new picture');

describe('writing a file', () => {
  it('writes all of it, and leaves nothing beside it', async () => {
    const folder = freshFolder();
    await writeImageFile(join(folder, 'car.png'), bytes);
    await writeImageFile(join(folder, 'car.png'), Buffer.from('once more'));
    expect(readdirSync(folder)).toEqual(['car.png']);
    expect(readFileSync(join(folder, 'car.png'), 'utf8')).toBe('once more');
  });

  it.each([
    ['by its own path', (folder: string) => join(folder, 'source.jpg')],
    ['by another spelling', (folder: string) => join(folder, 'sub', '..', '.', 'source.jpg')],
    [
      'through a symbolic link',
      (folder: string) => {
        symlinkSync(join(folder, 'source.jpg'), join(folder, 'link.jpg'));
        return join(folder, 'link.jpg');
      },
    ],
    [
      'through a linked folder',
      (folder: string) => {
        symlinkSync(folder, join(folder, 'sub', 'up'));
        return join(folder, 'sub', 'up', 'source.jpg');
      },
    ],
    [
      'through a hard link',
      (folder: string) => {
        linkSync(join(folder, 'source.jpg'), join(folder, 'sub', 'hard.jpg'));
        return join(folder, 'sub', 'hard.jpg');
      },
    ],
  ])('never overwrites a source %s', async (_how, targetOf) => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'sub'));
    const source = join(folder, 'source.jpg');
    writeFileSync(source, 'the photo');
    const target = targetOf(folder);
    await expect(writeImageFile(target, bytes, { sources: [join(folder, 'missing.jpg'), source] })).rejects.toMatchObject({
      code: 'WOULD_OVERWRITE_SOURCE',
      details: { source },
    });
    expect(readFileSync(source, 'utf8')).toBe('the photo');
    expect(readFileSync(target, 'utf8')).toBe('the photo');
  });

  it('recognises a source that is itself given as a link', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'photo.jpg'), 'the photo');
    symlinkSync('photo.jpg', join(folder, 'link.jpg'));
    const attempt = writeImageFile(join(folder, 'photo.jpg'), bytes, { sources: [join(folder, 'link.jpg')] });
    await expect(attempt).rejects.toMatchObject({ code: 'WOULD_OVERWRITE_SOURCE' });
  });

  it('replaces what a link points to, and keeps the link', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'real.png'), 'old');
    symlinkSync('real.png', join(folder, 'link.png'));
    await writeImageFile(join(folder, 'link.png'), bytes);
    expect(readlinkSync(join(folder, 'link.png'))).toBe('real.png');
    expect(readFileSync(join(folder, 'real.png'), 'utf8')).toBe('the new picture');
  });

  it.each([
    ['into a folder that is missing', (folder: string) => join(folder, 'none', 'car.png'), 'OUTPUT_NOT_WRITABLE'],
    ['into a file as if it were a folder', (folder: string) => join(folder, 'file', 'car.png'), 'OUTPUT_NOT_WRITABLE'],
    ['over a folder', (folder: string) => folder, 'OUTPUT_NAME_INVALID'],
    ['under too long a name', (folder: string) => join(folder, `${'x'.repeat(300)}.png`), 'OUTPUT_NAME_INVALID'],
    ['under a name with a zero byte', (folder: string) => join(folder, 'a\0.png'), 'OUTPUT_NAME_INVALID'],
    ['into a file system of the kernel', () => '/proc/car.png', 'OUTPUT_NOT_WRITABLE'],
  ])('%s fails with a reason and leaves nothing', async (_what, targetOf, code) => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(writeImageFile(targetOf(folder), bytes)).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('leaves nothing after an abort', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'car.png'), 'old');
    const controller = new AbortController();
    const writing = writeImageFile(join(folder, 'car.png'), Buffer.alloc(80_000_000), { signal: controller.signal });
    setTimeout(() => controller.abort(), 2);
    await expect(writing).rejects.toMatchObject({ code: 'ABORTED' });
    expect(readdirSync(folder)).toEqual(['car.png']);
    expect(readFileSync(join(folder, 'car.png'), 'utf8')).toBe('old');
  });
});

/** Mounts a file system of one megabyte, where that is allowed. */
function smallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const folder = freshFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    // Containers seldom allow it; the test says aloud that it was skipped.
    return undefined;
  }
}

const disk = smallDisk();
afterAll(() => {
  if (disk) execFileSync('umount', [disk]);
});

describe(disk ? 'a full disk' : 'a full disk (skipped: mounting a small tmpfs needs root and the right to mount)', () => {
  it.skipIf(!disk)('fails with DISK_FULL, keeps the old file, and leaves no half', async () => {
    const target = join(disk ?? '', 'car.png');
    await writeImageFile(target, bytes);
    await expect(writeImageFile(target, Buffer.alloc(2_000_000))).rejects.toMatchObject({ code: 'DISK_FULL', retryable: true });
    expect(readdirSync(disk ?? '')).toEqual(['car.png']);
    expect(readFileSync(target, 'utf8')).toBe('the new picture');
  });
});
