import { ForecourtError } from '@forecourt/errors';
import { expect, it } from 'vitest';
import type { Road } from '../roads/road.ts';
import { createRoadHealth } from './road-health.ts';
import { statusOf } from './road-status.ts';

const road: Road = {
  ...{ kind: 'relay', address: null, request: () => Promise.reject(gone()), close: async () => undefined },
  [Symbol.asyncDispose]: async () => undefined,
};

function gone() {
  return new ForecourtError('ROAD_DOWN', 'Nobody is there.');
}

it('shows as lost what is lost while a road is up, and while it is down all that was', () => {
  const health = createRoadHealth({ at: 0, random: () => 0.5 });
  const shown = () => statusOf({ kind: 'relay', road, health }, true);
  for (const at of [0, 1, 2]) health.probeFailed(at, gone());
  expect(shown()).toMatchObject({ state: 'down', lossShare: 1, problem: { code: 'ROAD_DOWN' } });
  for (const at of [3, 4, 5, 6]) health.probeSucceeded(at, 20);
  expect(shown()).toMatchObject({ state: 'up', lossShare: 0, latencyMs: 20, problem: null });
  health.probeFailed(7, gone());
  expect(shown().state).toBe('up');
  expect(shown().lossShare).toBeGreaterThan(0.2);
});
