import { networks, smallDisks } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { seedOfThisRun } from '../random.ts';
import { runOffices, type Trouble } from './scenario.ts';

// `npm run soak -- offices` does the same with a thousand photos.
const photos = 12;
const seed = seedOfThisRun();
const troubles: readonly Trouble[] = ['agent', 'road', 'platform', 'cancel', 'disk'];

describe.skipIf(!networks.canBeMade || !smallDisks.canBeMade)(`two offices${networks.note}${smallDisks.note}`, () => {
  it(`give back each photo once while everything breaks (FORECOURT_TEST_SEED=${seed})`, { timeout: 300_000 }, async ({ signal }) => {
    const { faults, availability, givenUp } = await runOffices({ photos, troubles, calmMs: 1500, seed, signal });
    expect({ faults, availability, givenUp }).toEqual({ faults: [], availability: 1, givenUp: [] });
  });
});
