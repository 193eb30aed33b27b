import { randomUUID } from 'node:crypto';
import { redis } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openRedisPlace, type RedisPlace } from '../testing/place.ts';
import { startColleagues } from '../testing/processes.ts';
import { untilInRealTime } from '../testing/time.ts';
import { numberOf } from './periods.ts';
import type { BudgetAlert } from './policy.ts';
import { createRedisBudget } from './redis.ts';
import { monthOf } from './scripts.ts';
import { budgetConformance, requireReservation } from './testing/conformance.ts';

/** Where no outage is meant, a busy machine is none. */
const patienceMs = 20_000;

describe.skipIf(!redis.canStart)(`on Redis${redis.note}`, () => {
  let place: RedisPlace;
  beforeAll(async () => {
    place = await openRedisPlace();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  budgetConformance({
    name: 'Redis',
    open(options, count) {
      const prefix = randomUUID();
      return Array.from({ length: count }, () => createRedisBudget({ ...options, redis: place.connect(), prefix, patienceMs }));
    },
    until: untilInRealTime,
    now: Date.now,
  });

  it('months of Redis are those of the calendar', async () => {
    const script = `${monthOf}\nlocal list = {}\nfor day = 0, 50000, 7 do table.insert(list, month_of(day)) end\nreturn list`;
    const months = z.array(z.number()).parse(await place.connect().eval(script, 0));
    expect(months).toEqual(months.map((_, index) => numberOf('month', index * 7 * 86_400_000)));
  });

  it('what a process reserved before it died stays counted and is listed', async () => {
    const colleagues = await startColleagues(2, place.server.url);
    await using stack = new AsyncDisposableStack();
    for (const colleague of colleagues) stack.use(colleague);
    expect(await colleagues[0]?.tell('reserve')).toBe('reserved');
    await colleagues[0]?.kill();
    expect(await colleagues[1]?.tell('reserve')).toBe('refused');
    const budget = createRedisBudget({ redis: place.connect(), limits: { day: 1000 }, patienceMs });
    const unsettled = await budget.readUnsettled('a');
    expect(unsettled).toMatchObject([{ most: 600, isExpired: false }]);
    for (const each of unsettled) await each.release();
    expect(await colleagues[1]?.tell('reserve')).toBe('reserved');
  });

  it('nothing is spent while Redis is away, and what calls did cost is booked when it is back', async () => {
    await using own = await openRedisPlace();
    const said: string[] = [];
    const alerts: BudgetAlert[] = [];
    const limits = (scope: string) => (scope === 'free' ? {} : { month: 1000 });
    const budget = createRedisBudget({
      redis: own.connect(),
      limits,
      warn: (message) => said.push(message),
      onAlert: (alert) => alerts.push(alert),
    });
    const reservation = requireReservation(await budget.reserve('a', 1000));
    process.kill(own.server.pid, 'SIGSTOP');
    try {
      await reservation.settle(850);
      await expect(budget.reserve('a', 1)).rejects.toMatchObject({ code: 'SHARED_STATE_UNAVAILABLE' });
      await expect(budget.read('a')).rejects.toMatchObject({ code: 'SHARED_STATE_UNAVAILABLE' });
      requireReservation(await budget.reserve('a', 0));
      requireReservation(await budget.reserve('free', 1));
    } finally {
      process.kill(own.server.pid, 'SIGCONT');
    }
    await untilInRealTime(async () => {
      try {
        return 'id' in (await budget.reserve('a', 150));
      } catch {
        // Not back yet.
        return false;
      }
    });
    expect(await budget.read('a')).toMatchObject([{ spent: 850, reserved: 150 }]);
    expect(alerts).toMatchObject([{ share: 0.8, spent: 850 }]);
    expect(said).toHaveLength(2);
  });

  it('a reservation that came too late is given back', async () => {
    await using own = await openRedisPlace();
    const budget = createRedisBudget({ redis: own.connect(), limits: { day: 100 }, patienceMs: 300, warn: () => undefined });
    await budget.read('a');
    process.kill(own.server.pid, 'SIGSTOP');
    try {
      await expect(budget.reserve('a', 100)).rejects.toMatchObject({ code: 'SHARED_STATE_UNAVAILABLE' });
    } finally {
      process.kill(own.server.pid, 'SIGCONT');
    }
    const other = createRedisBudget({ redis: own.connect(), limits: { day: 100 }, patienceMs });
    await untilInRealTime(async () => (await other.readUnsettled('a')).length === 0 && 'id' in (await other.reserve('a', 100)));
  });
});
