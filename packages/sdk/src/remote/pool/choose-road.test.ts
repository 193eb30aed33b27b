import { ForecourtError } from '@forecourt/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoadKind } from '../../contract/index.ts';
import { chooseRoad, restMs } from './choose-road.ts';
import { createRoadHealth, type RoadHealth } from './road-health.ts';

const dead = new ForecourtError('ROAD_DOWN', 'Nobody answers.', { details: { stage: 'connect' } });
const stepMs = 500;
const lastsMs = 300_000;

interface SimulatedRoad {
  readonly kind: RoadKind;
  readonly health: RoadHealth;
  /** Alive and dead by turns, for so long each. */
  readonly turnsMs: readonly number[];
}

const turns = fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 1, maxLength: 12 });
const kinds: readonly RoadKind[] = ['direct', 'ssh', 'relay'];

function isAlive({ turnsMs }: SimulatedRoad, at: number): boolean {
  let end = 0;
  for (const [turn, ms] of turnsMs.entries()) {
    end += ms;
    if (at < end) return turn % 2 === 0;
  }
  return turnsMs.length % 2 === 0;
}

interface Step {
  readonly at: number;
  readonly chosen: SimulatedRoad | null;
  readonly before: SimulatedRoad | null;
  readonly wasForced: boolean;
  readonly failed: boolean;
  /** Whether a road lives, as far as can be known; where one is up, it has to be one that is. */
  readonly livesOn: boolean;
}

/** Probes when they are due and a request every half second, as the pool makes them. */
function* simulate(roads: readonly SimulatedRoad[]): Iterable<Step> {
  let current: SimulatedRoad | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < lastsMs; at += stepMs) {
    for (const road of roads) {
      if (road.health.nextProbeAt > at) continue;
      if (isAlive(road, at)) road.health.probeSucceeded(at, 5);
      else road.health.probeFailed(at, dead);
    }
    const before: SimulatedRoad | null = current;
    const wasForced = before !== null && before.health.state !== 'up';
    const chosen: SimulatedRoad | null = chooseRoad(roads, current, { now: at, changedAt });
    if (chosen !== null && before !== null && chosen !== before) changedAt = at;
    current = chosen ?? current;
    const failed = chosen !== null && !isAlive(chosen, at);
    const isUp = roads.some(({ health }) => health.state === 'up');
    const livesOn = isUp ? chosen?.health.state === 'up' : roads.some(({ health }) => health.isComing);
    yield { at, chosen, before, wasForced, failed, livesOn };
    if (chosen === null) continue;
    if (failed) chosen.health.requestFailed(at, dead);
    else chosen.health.requestSucceeded(at);
  }
}

function aliveSince({ turnsMs }: SimulatedRoad): number {
  return turnsMs.reduce((sum, ms) => sum + ms, 0);
}

const anyRoads = fc
  .tuple(fc.array(turns, { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })))
  .map(([all, randoms]) =>
    all.map((turnsMs, index): SimulatedRoad => {
      const random = () => randoms.next().value ?? 0;
      return { kind: kinds[index] ?? 'relay', health: createRoadHealth({ at: 0, random }), turnsMs };
    }),
  );

/** What is wrong with how roads were chosen, if anything. */
function violation(roads: readonly SimulatedRoad[]): string | undefined {
  const lost = new Map<SimulatedRoad, number>();
  let changedAt = Number.NEGATIVE_INFINITY;
  let last: SimulatedRoad | null = null;
  for (const { at, chosen, before, wasForced, failed, livesOn } of simulate(roads)) {
    last = chosen;
    if (livesOn !== (chosen !== null)) return `at ${at} ms a road that lives is not taken, or one that is dead is`;
    if (chosen && failed) lost.set(chosen, (lost.get(chosen) ?? 0) + 1);
    if (chosen === null || before === null || chosen === before) continue;
    if (!wasForced && at - changedAt < restMs) return `at ${at} ms it changes without need, ${at - changedAt} ms after the last time`;
    changedAt = at;
  }
  for (const [road, count] of lost) if (count > Math.ceil(road.turnsMs.length / 2)) return `${road.kind} lost ${count} requests`;
  // After the longest backoff, and as many good probes as a road needs that fell often.
  const settled = roads.filter((road) => isAlive(road, lastsMs) && aliveSince(road) < lastsMs - 60_000);
  if (settled.length > 0 && last === null) return 'none is taken though one lives';
  const [first] = roads;
  if (first && first !== last && settled.includes(first) && aliveSince(first) < lastsMs - 200_000) return 'the best is not taken again';
  return undefined;
}

describe('the choice of a road', () => {
  it('never takes a dead one while another lives, loses one request for each death at most, does not flap, and comes back', () => {
    fc.assert(
      fc.property(anyRoads, (roads) => {
        const wrong = violation(roads);
        if (wrong !== undefined) throw new Error(wrong);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves a road that loses much for a worse kind that does not, and stays there', () => {
    const [direct, relay] = (['direct', 'relay'] as const).map((kind) => ({
      kind,
      health: createRoadHealth({ at: 0, random: () => 0.5 }),
    }));
    if (!direct || !relay) throw new TypeError('two roads were made');
    for (let at = 0; at < 200_000; at += 10_000) {
      relay.health.probeSucceeded(at, 40);
      if (at % 30_000 === 0) direct.health.probeFailed(at, dead);
      else direct.health.probeSucceeded(at, 1);
    }
    expect(direct.health).toMatchObject({ state: 'up', lossShare: 7 / 20 });
    expect(chooseRoad([direct, relay], direct, { now: 200_000, changedAt: 0 })).toBe(relay);
    expect(chooseRoad([direct, relay], direct, { now: 200_000, changedAt: 180_000 })).toBe(direct);
    expect(chooseRoad([direct, relay], relay, { now: 300_000, changedAt: 200_000 })).toBe(relay);
  });
});
