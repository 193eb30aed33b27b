import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '@forecourt/sdk/files';
import type { FileRow } from '../journal/files.ts';
import type { JobRow } from '../journal/jobs.ts';
import type { Journal } from '../journal/journal.ts';
import type { FileLocks } from '../service/files/file-locks.ts';
import type { FileStore } from '../service/files/file-store.ts';
import { freeNow } from './capacity.ts';

export interface TidyParts {
  readonly journal: Journal;
  readonly store: FileStore;
  readonly locks: FileLocks;
  readonly filesFolder: string;
  readonly runsFolder: string;
  /** Below this much free disk, what nobody needs goes sooner. */
  readonly keepFreeBytes: number;
  readonly now: () => number;
}

/** What was removed, and what that has freed. */
export interface TidyReport {
  readonly jobs: readonly string[];
  /** Jobs whose results had to go sooner than their caller said that it has them: it had read them. */
  readonly collected: readonly string[];
  readonly files: readonly { readonly sha256: string; readonly name: string; readonly bytes: number; readonly why: string }[];
  readonly strays: readonly string[];
  readonly freedBytes: number;
}

/** Removes by rule what nobody needs any more, and nothing that a job needs. */
export interface Tidier {
  /** The results of a job are kept elsewhere now: its files and its folder go. */
  collect(key: string): Promise<void>;
  /** Goes through everything. @param roomForBytes is wanted beside what is to stay free */
  sweep(roomForBytes?: number): Promise<TidyReport>;
}

/** How long an ended job, its folder and its results are kept, and files that no job came for. */
const keptMs = 24 * 60 * 60 * 1000;
/** The same for files where the disk is nearly full: long enough for a platform that sends files and then the job. */
const keptWhenFullMs = 60 * 60 * 1000;

export function createTidier(parts: TidyParts): Tidier {
  const { journal, store, locks, filesFolder, runsFolder, keepFreeBytes, now } = parts;

  /** @returns whether it went; a job may have come for it meanwhile */
  async function removeFile(sha256: string, mayGo: (row: FileRow) => boolean): Promise<FileRow | undefined> {
    const release = await locks.acquire(sha256, { waitMs: 5000, letGo: () => undefined });
    try {
      const row = journal.files.get(sha256);
      if (row === undefined || !mayGo(row) || journal.files.isNeeded(sha256)) return undefined;
      await store.remove(sha256);
      return row;
    } finally {
      release();
    }
  }

  function removeFolder({ number }: Pick<JobRow, 'number'>): Promise<boolean> {
    return isRemoved(join(runsFolder, String(number)));
  }

  async function removeUnneeded(usedBefore: number, why: string, isEnough: () => Promise<boolean>): Promise<TidyReport['files'][number][]> {
    const gone: TidyReport['files'][number][] = [];
    for (const { sha256 } of journal.files.unneeded(usedBefore)) {
      if (await isEnough()) break;
      const row = await removeFile(sha256, ({ used_at }) => used_at < usedBefore);
      if (row !== undefined) gone.push({ sha256, name: row.name, bytes: row.offset, why });
    }
    return gone;
  }

  /** Files and folders that the journal does not know: what an agent was doing when it was killed. */
  async function removeStrays(): Promise<string[]> {
    const [known, gone] = [journal.files.all(), [] as string[]];
    for (const name of await readdir(filesFolder)) {
      const sha256 = name.replace(/\.part$/, '');
      if (known.has(sha256) || !(await isOlder(join(filesFolder, name), now() - keptWhenFullMs))) continue;
      // Between the look and now it may have been announced.
      const release = await locks.acquire(sha256, { waitMs: 5000, letGo: () => undefined });
      try {
        if (journal.files.get(sha256) !== undefined) continue;
        if (await isRemoved(join(filesFolder, name))) gone.push(`files/${name}`);
      } finally {
        release();
      }
    }
    const numbers = journal.jobs.numbers();
    for (const name of await readdir(runsFolder)) {
      if (numbers.has(Number(name))) continue;
      if (await isRemoved(join(runsFolder, name))) gone.push(`runs/${name}`);
    }
    return gone;
  }

  async function collect(key: string): Promise<void> {
    const row = journal.jobs.get(key);
    if (row === undefined) return;
    const files = journal.transaction(() => {
      const all = journal.jobs.files(key);
      journal.jobs.change(key, { collectedAt: now() });
      journal.jobs.forgetFiles(key);
      return all;
    });
    const outputs = new Set(row.items.map(({ output }) => output?.sha256));
    // An input that was announced again since is about to be needed by another job.
    for (const sha256 of files) await removeFile(sha256, ({ used_at }) => outputs.has(sha256) || used_at <= row.created_at);
    await removeFolder(row);
  }

  /**
   * Results that were read in whole are kept for a caller that crashes before it says so. Where there is no room for new work they go, the
   * oldest first: such a caller has its job done once more, and loses nothing but that time.
   */
  async function collectHandedOver(isEnough: () => Promise<boolean>): Promise<string[]> {
    const gone: string[] = [];
    for (const { key, items } of journal.jobs.uncollected()) {
      if (await isEnough()) break;
      if (!items.every(({ output }) => output === null || journal.files.isHandedOver(output.sha256))) continue;
      await collect(key);
      gone.push(key);
    }
    return gone;
  }

  return {
    collect,
    async sweep(roomForBytes = 0) {
      const before = now() - keptMs;
      const jobs: string[] = [];
      for (const { key, number } of journal.jobs.endedBefore(before)) {
        if (!(await removeFolder({ number }))) continue;
        journal.jobs.remove(key);
        jobs.push(key);
      }
      const files = await removeUnneeded(before, 'not used for a day', async () => false);
      const hasRoom = async () => (await freeNow(filesFolder)).freeDiskBytes - roomForBytes >= keepFreeBytes;
      files.push(...(await removeUnneeded(now() - keptWhenFullMs, 'the disk is nearly full', hasRoom)));
      const collected = await collectHandedOver(hasRoom);
      const strays = await removeStrays();
      return { jobs, collected, files, strays, freedBytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
    },
  };
}

/** What another program holds, as it may on Windows, is there the next time: the rest is not to wait for it. */
function isRemoved(path: string): Promise<boolean> {
  return removeTree(path).then(
    () => true,
    () => false,
  );
}

async function isOlder(path: string, time: number): Promise<boolean> {
  const status = await stat(path).catch(() => undefined); // gone meanwhile
  return status !== undefined && status.mtimeMs < time;
}
