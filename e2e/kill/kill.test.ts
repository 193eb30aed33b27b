import { postgres, redis, startColumn } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { seedOfThisRun } from '../random.ts';
import { runKills } from './scenario.ts';

// `npm run soak -- kill` does the same fifty times in each column.
const kills = 4;
const seed = seedOfThisRun();
const title = (victims: string) => `has each photo and each result exactly once after kills of ${victims} (FORECOURT_TEST_SEED=${seed})`;

describe('the server on PGlite', () => {
  it(title('itself'), { timeout: 300_000 }, async ({ signal }) => {
    await using column = await startColumn('embedded');
    const { faults, photos } = await runKills(column, { kills, victims: ['server'], seed, signal });
    expect({ faults, photos }).toEqual({ faults: [], photos: 3 * kills });
  });
});

describe.skipIf(!postgres.canStart || !redis.canStart)(
  `two servers and a worker on PostgreSQL and Redis${postgres.note}${redis.note}`,
  () => {
    it(title('each of the five'), { timeout: 300_000 }, async ({ signal }) => {
      await using column = await startColumn('grown');
      const { faults, photos } = await runKills(column, {
        kills: 6,
        victims: ['worker', 'redis', 'server', 'postgres'],
        seed,
        signal,
      });
      expect({ faults, photos }).toEqual({ faults: [], photos: 36 });
    });
  },
);
