import { type ColumnName, postgres, redis, startColumn } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { seedOfThisRun } from '../random.ts';
import { chunkBytes, runUploadChaos } from './upload-chaos.ts';

// `npm run soak -- uploads` interrupts five hundred and judges the times as well.
const uploads = 6;
const seed = seedOfThisRun();

async function interruptedOn(name: ColumnName, signal: AbortSignal): Promise<void> {
  await using column = await startColumn(name);
  const results = await runUploadChaos(column, { uploads, seed, signal });
  expect(results.map(({ isHashRight }) => isHashRight)).toEqual(new Array(uploads).fill(true));
  expect(Math.max(...results.map(({ resentBytes }) => resentBytes))).toBeLessThanOrEqual(chunkBytes);
}

const title = `ends with the right hash after at most one chunk sent twice, whoever was killed (FORECOURT_TEST_SEED=${seed})`;

describe('an interrupted upload to the server on PGlite', () => {
  it(title, { timeout: 300_000 }, ({ signal }) => interruptedOn('embedded', signal));
});

describe.skipIf(!postgres.canStart || !redis.canStart)(
  `an interrupted upload to servers on PostgreSQL${postgres.note}${redis.note}`,
  () => {
    it(title, { timeout: 300_000 }, ({ signal }) => interruptedOn('grown', signal));
  },
);
