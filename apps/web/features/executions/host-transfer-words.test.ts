import type { Transfer } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import { transferDetail } from './host-transfer-words.ts';

const transfer: Transfer = {
  ...{ id: '0198a000-0000-7000-8000-000000000000', hostId: '0198a000-0000-7000-8000-000000000001', hostName: 'Office PC' },
  ...{ direction: 'to-host', sha256: null, name: 'front.jpg', bytes: 40_000_000, doneBytes: 12_000_000, bytesPerSecond: 1_200_000 },
  ...{ remainingMs: 24_000, road: 'relay', resumed: 0, state: 'running', problem: null },
  ...{ startedAt: '2026-11-21T12:00:00.000Z', finishedAt: null },
};

describe('a file between here and a computer', () => {
  it('says how far, how fast and how long still', () => {
    expect(transferDetail(transfer, 'en')).toBe('12 of 40 MB · 1.2 MB/s · about 30 s left');
    expect(transferDetail({ ...transfer, bytesPerSecond: null, remainingMs: null, resumed: 2 }, 'en')).toBe(
      '12 of 40 MB · went on 2 times',
    );
  });

  it('says what came of it', () => {
    expect(transferDetail({ ...transfer, state: 'done', resumed: 1 }, 'en')).toBe('40 MB · 1.2 MB/s · went on 1 time');
    expect(transferDetail({ ...transfer, state: 'failed' }, 'en')).toBe('No reason was given.');
  });
});
