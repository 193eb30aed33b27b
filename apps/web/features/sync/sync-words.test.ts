import type { SyncFolder } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import { countsInWords, stateOf } from './sync-words.ts';

const at = '2026-11-21T12:00:00.000Z';
const folder: SyncFolder = {
  ...{ id: '0198a000-0000-7000-8000-000000000000', computer: 'OFFICE-PC', folder: 'D:\\Photos', results: null, state: 'working' },
  ...{ deletions: 'keep', files: 412, waiting: 14, sent: 398, fetched: 390, conflicts: 0, bytesPerSecond: 1_200_000, problem: null },
  ...{ isPaused: false, isThere: true, reportedAt: at, createdAt: at },
};

describe('a folder that is kept in step', () => {
  it('is as its computer says, unless that is silent', () => {
    expect(stateOf(folder)).toBe('working');
    expect(stateOf({ ...folder, isThere: false })).toBe('away');
  });

  it('says that it will pause until its computer has heard of it', () => {
    expect(stateOf({ ...folder, isPaused: true })).toBe('pausing');
    expect(stateOf({ ...folder, isPaused: true, state: 'paused' })).toBe('paused');
    expect(stateOf({ ...folder, isPaused: true, state: 'failed' })).toBe('failed');
  });

  it('counts what there is to count', () => {
    expect(countsInWords(folder, 'en')).toBe('412 photos · 398 sent · 14 to go · 390 results back · 1.2 MB/s');
    expect(countsInWords({ ...folder, waiting: 0, conflicts: 2, bytesPerSecond: null }, 'en')).toBe(
      '412 photos · 398 sent · 390 results back · 2 kept twice',
    );
  });

  it('tells no speed of a computer that is silent', () => {
    expect(countsInWords({ ...folder, isThere: false }, 'en')).toBe('412 photos · 398 sent · 14 to go · 390 results back');
  });
});
