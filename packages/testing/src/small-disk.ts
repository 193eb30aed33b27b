import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdtemp, realpath, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine lets tests make small disks; `note` is for the title of what is skipped without. */
export const smallDisks: { readonly canBeMade: boolean; readonly note: string } = tryOnce();

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** From here on it can be read only, also by root. */
  makeReadOnly(): void;
}

/**
 * A disk of its own in memory, which gets full at `kibibytes` and can be made read-only: permissions do not stop root, disks do.
 *
 * @example
 * await using disk = await smallDisk(64);
 */
export async function smallDisk(kibibytes: number): Promise<SmallDisk> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'forecourt-disk-')));
  run('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', path]);
  return {
    path,
    makeReadOnly: () => run('mount', ['-o', 'remount,ro', path]),
    async [Symbol.asyncDispose]() {
      run('umount', ['--lazy', path]);
      await rmdir(path);
    },
  };
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
}

function tryOnce(): { canBeMade: boolean; note: string } {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { canBeMade: false, note: ' (skipped: only root on Linux can make a small disk)' };
  }
  const path = mkdtempSync(join(tmpdir(), 'forecourt-disk-'));
  try {
    run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]);
    run('umount', [path]);
    return { canBeMade: true, note: '' };
  } catch (error) {
    return { canBeMade: false, note: ` (skipped: no disk can be made here: ${String(error)})` };
  } finally {
    rmdirSync(path);
  }
}
