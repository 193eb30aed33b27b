import { type ErrorCode, errorCodes, ForecourtError } from '@forecourt/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace, createSpeed } from './pace.ts';
import { defaultRetry, uploadError, waitBeforeRetry } from './retry.ts';

const code = fc.constantFrom(...(Object.keys(errorCodes) as ErrorCode[]));
const trouble = fc.record({ error: code.map((one) => new ForecourtError(one, 'x')), tries: fc.nat(1000), lastedMs: fc.nat(10_000_000) });

describe('the wait before the next try', () => {
  it('is none for what will not mend by itself', () => {
    fc.assert(
      fc.property(trouble, (given) => {
        const waitMs = waitBeforeRetry(given, defaultRetry, Math.random);
        if (!given.error.retryable) expect(waitMs).toBeNull();
      }),
    );
  });

  it('is short while the trouble is young, however often it was tried, and never longer than half a minute', () => {
    fc.assert(
      fc.property(trouble, fc.double({ min: 0, max: 1, noNaN: true }), (given, random) => {
        const waitMs = waitBeforeRetry(given, defaultRetry, () => random);
        expect(waitMs ?? 0).toBeLessThanOrEqual(given.lastedMs > 120_000 ? 30_000 : 1800);
      }),
    );
  });

  it('ends after a dozen damaged chunks, never for a lost network or a full disk, and heeds what the server asks', () => {
    const wait = (error: ForecourtError, tries: number) => waitBeforeRetry({ error, tries, lastedMs: 0 }, defaultRetry, () => 1);
    expect(wait(new ForecourtError('CHECKSUM_MISMATCH', 'x'), 12)).toBeNull();
    expect(wait(new ForecourtError('SERVER_UNREACHABLE', 'x'), 1000)).toBe(1800);
    expect(wait(new ForecourtError('DISK_FULL', 'x'), 1000)).toBe(1800);
    expect(wait(new ForecourtError('RATE_LIMITED', 'x', { details: { retryAfterSeconds: 30 } }), 1)).toBe(30_000);
  });

  it('knows a lost connection from an error of its own', () => {
    expect(uploadError(new TypeError('x is not a function'), 'car.jpg').code).toBe('INTERNAL');
    const own = new ForecourtError('HASH_MISMATCH', 'x');
    expect(uploadError(own, 'car.jpg')).toBe(own);
  });
});

describe('the pace', () => {
  it('follows the speed of the connection within its bounds', () => {
    const pace = createPace();
    expect(pace.chunkBytes()).toBe(1 << 20);
    for (let chunk = 0; chunk < 10; chunk++) pace.chunkTook(pace.chunkBytes(), 10);
    expect(pace.chunkBytes()).toBe(1 << 25);
    // 100 KB/s: two seconds of it, rounded, but never less than 256 KB.
    for (let chunk = 0; chunk < 20; chunk++) pace.chunkTook(pace.chunkBytes(), pace.chunkBytes() / 100);
    expect(pace.chunkBytes()).toBe(1 << 18);
    expect(createPace(5000).chunkBytes()).toBe(5000);
  });

  it('tells the speed of the last seconds', () => {
    const speed = createSpeed();
    expect(speed.bytesPerSecond(0)).toBeNull();
    for (let second = 0; second <= 20; second++) speed.sent(second < 10 ? second * 1e6 : 9e6 + (second - 9) * 1e5, second * 1000);
    expect(speed.bytesPerSecond(20_000)).toBeCloseTo(1e5, -3);
    speed.restart(20_000);
    expect(speed.bytesPerSecond(20_000)).toBeNull();
    // A fast road: ten thousand pieces a second, the last of them counted.
    for (let piece = 0; piece <= 60_000; piece++) speed.sent(piece * 1e4, piece / 10);
    expect(speed.bytesPerSecond(6000)).toBeCloseTo(1e8, -1);
  });

  it('falls while nothing moves, to nothing after some seconds, also where nothing ever moved', () => {
    const speed = createSpeed();
    speed.restart(0);
    for (let second = 0; second <= 4; second++) speed.sent(second * 1e5, second * 1000);
    const told = [4000, 4900, 6000, 8000, 9001].map((at) => speed.bytesPerSecond(at));
    expect(told.slice(0, 2)).toEqual([1e5, 1e5]);
    expect(told[2]).toBeCloseTo(4e5 / 6, 0);
    expect(told[3]).toBeCloseTo(5e4, 0);
    expect(told[4]).toBe(0);
    speed.restart(20_000);
    expect([speed.bytesPerSecond(24_000), speed.bytesPerSecond(25_001)]).toEqual([null, 0]);
  });
});
