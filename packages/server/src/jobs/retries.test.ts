import { ForecourtError } from '@forecourt/errors';
import { expect, it } from 'vitest';
import { maximumAttempts, nextTryAfterCrashInMs, nextTryInMs } from './retries.ts';

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
