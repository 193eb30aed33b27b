import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import { summariseTransfers } from './summary.ts';
import { shareOf, type Transfer } from './transfer.ts';
import { transferWords } from './transfer-words.ts';

function transfer(status: Transfer['state']['status'], state: Partial<Transfer['state']> = {}): Transfer {
  const bytes = 4_000_000;
  return {
    id: status,
    name: `${status}.jpg`,
    bytes,
    vehicleId: 'v',
    angle: null,
    state: {
      status,
      sentBytes: 0,
      totalBytes: bytes,
      bytesPerSecond: null,
      remainingMs: null,
      nextTryAt: null,
      error: null,
      photo: null,
      ...state,
    },
  };
}

describe('the summary of transfers', () => {
  it('adds bytes and speed up, and tells the time of the whole', () => {
    const two = [
      transfer('sending', { sentBytes: 2_000_000, bytesPerSecond: 100_000 }),
      transfer('sending', { sentBytes: 1_000_000, bytesPerSecond: 100_000 }),
      transfer('queued'),
    ];
    expect(summariseTransfers(two)).toMatchObject({
      tone: 'working',
      title: 'Uploading 3 photos',
      detail: '3 of 12 MB · 200 kB/s · about 50 s left',
      share: 0.25,
    });
  });

  it('speaks of failures when nothing moves any more', () => {
    expect(summariseTransfers([transfer('failed'), transfer('done')])).toMatchObject({ tone: 'failed', title: '1 upload stopped' });
    expect(summariseTransfers([transfer('failed'), transfer('queued')]).tone).toBe('working');
  });

  it('says that nothing moves when all wait for the network, and not while one still does', () => {
    const waiting = transfer('waiting', { sentBytes: 1_000_000, error: new ForecourtError('SERVER_UNREACHABLE', 'x') });
    expect(summariseTransfers([waiting, transfer('queued')])).toMatchObject({
      ...{ tone: 'paused', title: 'No connection', detail: '1.0 of 8 MB · goes on by itself', moving: 2 },
    });
    expect(summariseTransfers([waiting, transfer('sending')])).toMatchObject({ tone: 'working', title: 'Uploading 2 photos' });
    const full = transfer('waiting', { error: new ForecourtError('DISK_FULL', 'The disk is full.') });
    expect(summariseTransfers([full]).title).toBe('Uploads held up');
  });

  it('fades into what was done, and forgets what was cancelled', () => {
    expect(summariseTransfers([transfer('done'), transfer('done'), transfer('cancelled')])).toMatchObject({
      tone: 'done',
      title: '2 photos uploaded',
      share: 1,
      open: 0,
    });
    expect(summariseTransfers([transfer('cancelled')]).tone).toBe('idle');
  });
});

describe('a transfer', () => {
  it('says what it does in real units', () => {
    const sending = transfer('sending', { sentBytes: 1_000_000, bytesPerSecond: 500_000, remainingMs: 6_000 });
    expect(transferWords(sending, 0)).toEqual({ word: 'Uploading', detail: '1.0 of 4 MB · 500 kB/s · about 10 s left' });
    expect(shareOf(sending)).toBe(0.25);
  });

  it('says that it goes on by itself, and when', () => {
    expect(transferWords(transfer('waiting', { nextTryAt: 13_200 }), 10_000).detail).toBe('Goes on by itself in 4 s');
    expect(transferWords(transfer('waiting', { nextTryAt: 9_000 }), 10_000).detail).toBe('Goes on by itself');
  });

  it('says that nothing gets through, and what holds it up where that is not the network', () => {
    const silent = transfer('sending', { sentBytes: 1_000_000, bytesPerSecond: 0 });
    expect(transferWords(silent, 0).detail).toBe('1.0 of 4 MB · nothing gets through');
    expect(summariseTransfers([silent, transfer('queued')]).detail).toBe('1.0 of 8 MB · nothing gets through');
    const full = transfer('waiting', { nextTryAt: 2_000, error: new ForecourtError('DISK_FULL', 'The disk is full.') });
    expect(transferWords(full, 0)).toEqual({ word: 'Held up', detail: 'Goes on by itself in 2 s · The disk is full.' });
  });

  it('says what to do about a failure', () => {
    const error = new ForecourtError('FILE_TOO_LARGE', 'a.jpg has 90 MB.', { hint: 'Save it smaller.' });
    expect(transferWords(transfer('failed', { error }), 0).detail).toBe('Save it smaller.');
  });

  it('is all there only when it is done', () => {
    expect(shareOf(transfer('done'))).toBe(1);
    expect(shareOf(transfer('queued', { totalBytes: 0 }))).toBe(0);
  });
});
