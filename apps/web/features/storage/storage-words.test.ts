import type { StorageCleaning, StorageMove } from '@forecourt/sdk/contract';
import { expect, it } from 'vitest';
import { cleaningInWords, isRunning, moveInWords } from './storage-words.ts';

const move: StorageMove = {
  id: '0199a1b2-0000-7000-8000-000000000000',
  from: 'folder',
  to: 's3',
  state: 'copying',
  bytesPerSecond: null,
  total: { files: 1200, bytes: 4_000_000_000 },
  done: { files: 300, bytes: 1_000_000_000 },
  copied: { files: 300, bytes: 1_000_000_000 },
  removedFiles: 0,
  problemCount: 0,
  problems: [],
  trouble: null,
  startedAt: '2026-11-21T12:00:00.000Z',
  updatedAt: '2026-11-21T12:00:00.000Z',
  switchedAt: null,
  removedAt: null,
};
const none = { count: 0, files: [] };
const counts: NonNullable<StorageCleaning['counts']> = {
  orphans: { files: 0, bytes: 0 },
  derived: { files: 0, bytes: 0 },
  unusedAssets: 0,
  temporary: 0,
  uploads: 0,
  missing: none,
  damaged: none,
  spared: 0,
};
const cleaning: StorageCleaning = {
  id: '0199a1b2-0000-7000-8000-000000000001',
  isFull: true,
  isDryRun: false,
  startedAt: '2026-11-21T12:00:00.000Z',
  finishedAt: '2026-11-21T12:00:01.000Z',
  counts,
  problem: null,
};

it('says how far a move is in files and bytes', () => {
  expect(moveInWords(move, 'en')).toEqual({ title: 'Moving files to the bucket', figures: '300 of 1,200 files · 1.0 of 4 GB' });
});

it('says what a clean-up came to, and that something is missing', () => {
  expect(cleaningInWords(cleaning, 'en')).toBe('Nothing to remove, nothing missing');
  const found = { ...counts, orphans: { files: 2, bytes: 5_000_000 }, missing: { count: 1, files: [] } };
  expect(cleaningInWords({ ...cleaning, counts: found }, 'en')).toBe('2 files, 5 MB that nobody wants went, 1 file missing');
});

it('takes a clean-up without an end for interrupted after some hours', () => {
  const open = { ...cleaning, finishedAt: null };
  expect(isRunning(open, Date.parse('2026-11-21T13:00:00Z'))).toBe(true);
  expect(isRunning(open, Date.parse('2026-11-21T23:00:00Z'))).toBe(false);
});
