import { ForecourtError } from '@forecourt/errors';
import { expect, it } from 'vitest';
import { maximumAttempts, nextLookInMs, nextTryAfterCrashInMs, nextTryInMs } from './retries.ts';

const attempts = Array.from({ length: maximumAttempts }, (_, index) => index + 1);

it('waits up to twice as long after each try that failed, and not at all for what cannot get better', () => {
  const full = new ForecourtError('OUT_OF_MEMORY', 'There is no memory left.');
  expect(attempts.map((attempt) => nextTryInMs(full, attempt, () => 1))).toEqual([2000, 4000, 8000, 16_000, undefined]);
  expect(nextTryInMs(full, 3, () => 0)).toBe(0);
  expect(nextTryInMs(new ForecourtError('TRUNCATED', 'The file ends too early.'), 1, () => 1)).toBeUndefined();
});

it('goes on at once after one worker died, and lets others go first after more', () => {
  expect(attempts.map((attempt) => nextTryAfterCrashInMs(attempt, () => 1))).toEqual([0, 4000, 8000, 16_000, undefined]);
});

it('looks again for somebody to do a job, seldomer with time, and for no longer than a day', () => {
  const minute = 60_000;
  const waits = [0, 8000, minute, 10 * minute, 23 * 60 * minute].map((waitedMs) => nextLookInMs(waitedMs, () => 1));
  expect(waits).toEqual([2000, 2000, 15_000, minute, minute]);
  expect(nextLookInMs(minute, () => 0)).toBe(7500);
  expect(nextLookInMs(24 * 60 * minute, () => 1)).toBeUndefined();
});
