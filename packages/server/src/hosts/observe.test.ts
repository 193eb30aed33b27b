import type { AgentHealth, RoadStatus } from '@forecourt/sdk/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readShares, type Span } from '../database/host-history.ts';
import type { HostName } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';
import { hostSpans, notifications } from '../database/schema.ts';
import { onBothColumns } from '../testing/columns.ts';
import { createObserve, type Observe } from './observe.ts';
import { type HostsKit, startHosts } from './testing/kit.ts';
import { daysOf, hoursOf, shareOf } from './uptime.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const relay = (change: Partial<RoadStatus> = {}): RoadStatus => ({
  ...{ kind: 'relay', address: null, state: 'up', isUsed: true, latencyMs: 4, lossShare: 0, lastSuccessAt: null },
  ...{ problem: null, nextTryAt: null, tailscale: null, fingerprint: null, ...change },
});
const up = { isUp: true, health: null, roads: [relay()] };
const down = { isUp: false, health: null, roads: [relay({ state: 'down', isUsed: false })] };

onBothColumns('what is found of a host', (column) => {
  let database: Database;
  let kit: HostsKit;
  let observe: Observe;
  let host: HostName;
  beforeAll(async () => {
    database = await column.open();
    kit = await startHosts(database, new Date('2026-11-20T10:30:00.000Z'));
    // Nobody but the tests looks at hosts: who watches them would find in between that no agent answers.
    await kit.hosts[Symbol.asyncDispose]();
    observe = createObserve({ database, newestVersion: null, now: kit.now });
  });
  afterAll(async () => {
    await kit[Symbol.asyncDispose]();
    await database.close();
  });
  beforeEach(async () => {
    await database.orm.delete(notifications);
    host = await kit.enrol();
    await database.orm.delete(notifications);
  });
  const read = () => kit.hosts.administration.read(host);
  /** Hosts of the tests before are away by now, and people are told of them as well. */
  const told = async () => {
    const all = await database.orm.select().from(notifications);
    return all.filter(({ groupKey }) => groupKey.startsWith(`host:${host.id}:`)).map(({ kind }) => kind);
  };
  /** Looks every ten seconds, as the probes of roads do. */
  const pass = async (ms: number, found: Parameters<Observe>[1]) => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      kit.advance(10_000);
      await observe(host, found);
    }
  };

  it('becomes a history whose figures are those of its events', async () => {
    await observe(host, up);
    await pass(3 * minuteMs, up);
    await pass(minuteMs, down);
    await pass(minuteMs, up);
    // Nobody looked: that counts for nothing.
    kit.advance(2 * hourMs);
    await observe(host, up);
    await pass(minuteMs, up);
    const { uptime, events, hours, days } = await read();
    // Between the first look and the one that found it away, and from the one that found it back: 5 of 6 minutes.
    expect(uptime.day).toBeCloseTo(5 / 6, 6);
    expect(uptime.month).toBeCloseTo(5 / 6, 6);
    expect(events.map(({ kind }) => kind)).toEqual(['online', 'offline', 'online', 'enrolled']);
    expect(hours.map(({ share }) => share).filter((share) => share !== null)).toEqual([expect.closeTo(4 / 5, 6), 1]);
    expect(days.at(-1)?.share).toBeCloseTo(5 / 6, 6);
    expect(hours).toHaveLength(24);
    expect(days).toHaveLength(30);
  });

  it('is told to people when it is away for long, once, and again the next time', async () => {
    await observe(host, up);
    await pass(9 * minuteMs, down);
    expect(await told()).toEqual([]);
    await pass(3 * minuteMs, down);
    expect(await told()).toEqual(['host.offline']);
    await pass(minuteMs, up);
    await pass(11 * minuteMs, down);
    expect(await told()).toEqual(['host.offline', 'host.offline']);
  });

  it('is told at once when somebody else answers in its place', async () => {
    const problem = { code: 'HOST_KEY_CHANGED', message: 'Another key answers.', hint: 'Find out who it is.' };
    const stranger = { ...up, roads: [relay(), relay({ kind: 'direct', state: 'down', isUsed: false, problem })] };
    await observe(host, up);
    await observe(host, stranger);
    await observe(host, stranger);
    expect(await told()).toEqual(['security.host-key-changed']);
  });

  const healthOf = (change: Partial<AgentHealth>): AgentHealth => ({
    ...{ protocol: 1, hostId: host.id, version: '1.2.3', platform: 'win32 10', isDraining: false },
    ...{ operations: ['removeBackground'], manifest: 4 },
    ...{ time: new Date(kit.now().getTime() + 5000).toISOString(), startedAt: kit.now().toISOString() },
    capacity: { slots: 3, busy: 1, waiting: 0, cores: 8, memoryBytes: 16e9, freeMemoryBytes: 8e9, freeDiskBytes: 1e12, gpu: null },
    measured: { jobs: 9, medianMs: 812 },
    ...change,
  });

  it('says what its agent says, and which road it is reached by', async () => {
    const health = healthOf({ isDraining: true });
    await observe(host, { ...up, health });
    expect(await read()).toMatchObject({
      ...{ state: 'draining', version: '1.2.3', platform: 'win32 10', capacity: health.capacity, medianMs: 812, clockOffsetMs: 5000 },
      roads: [{ kind: 'relay', isUsed: true, latencyMs: 4 }],
    });
    await observe(host, { ...up, health: { ...health, isDraining: false, version: '1.3.0' }, roads: [relay({ kind: 'direct' })] });
    expect(
      (await read()).events
        .map(({ kind }) => kind)
        .slice(0, 3)
        .sort(),
    ).toEqual(['resumed', 'road', 'updated']);
  });

  it('says since when it cannot cut any more, and when it can again; what it says first is no news', async () => {
    const able = (operations: AgentHealth['operations']) => observe(host, { ...up, health: healthOf({ operations }) });
    const told = async () => (await read()).events.flatMap(({ kind, message }) => (kind === 'cutouts' ? [message] : []));
    await able(['removeBackground']);
    expect([(await read()).operations, await told()]).toEqual([['removeBackground'], []]);
    await able([]);
    await able([]);
    await able(['removeBackground']);
    expect(await told()).toEqual(['It can cut out photos now.', 'It cannot cut out photos any more.']);
  });

  it('brings nobody back who was revoked, and no other dealership hears of it', async () => {
    await observe(host, up);
    await kit.hosts.administration.revoke(kit.caller, host.id);
    await observe(host, up);
    expect(await read()).toMatchObject({ state: 'revoked' });
    await expect(observe({ ...host, dealershipId: host.id }, up)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('gives the same figures by the database as by the spans themselves', async () => {
    const now = kit.now();
    const step = fc.tuple(fc.integer({ min: 1, max: 5 * hourMs }), fc.integer({ min: 0, max: hourMs }), fc.boolean());
    const steps = fc.sample(step, { numRuns: 200, seed: 3 });
    const spans: Span[] = [];
    for (let at = now.getTime() - 31 * 24 * hourMs, turn = 0; ; turn++) {
      const [length, gap, isUp] = steps[turn % steps.length] ?? [1, 1, true];
      if (at + length > now.getTime()) break;
      spans.push({ since: new Date(at), until: new Date(at + length), isUp });
      at += length + gap + 1;
    }
    await database.orm.delete(hostSpans);
    await database.orm.insert(hostSpans).values(spans.map((span) => ({ dealershipId: host.dealershipId, hostId: host.id, ...span })));
    const shares = (await readShares(database.orm, host.dealershipId, now)).get(host.id);
    expect(shares?.day).toBeCloseTo(shareOf(spans, now.getTime() - 24 * hourMs, now.getTime()) ?? Number.NaN, 6);
    expect(shares?.month).toBeCloseTo(shareOf(spans, now.getTime() - 30 * 24 * hourMs, now.getTime()) ?? Number.NaN, 6);
  });
});

describe('a strip of uptime', () => {
  it('has shares between 0 and 1 whose hours add up to their days', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 * hourMs }), fc.integer({ min: 0, max: 2 * hourMs }), fc.boolean()), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 24 * hourMs - 1 }), (steps, intoDay) => {
        const now = new Date(Date.parse('2026-11-20T00:00:00Z') + intoDay);
        let at = now.getTime() - 26 * hourMs;
        const found = steps.map(([length, gap, isUp]) => {
          const span = { since: new Date(at), until: new Date(Math.min(at + length, now.getTime())), isUp };
          at = Math.min(at + length + gap, now.getTime());
          return span;
        });
        const hours = hoursOf(found, now);
        expect(hours.every(({ share }) => share === null || (share >= 0 && share <= 1))).toBe(true);
        const today = daysOf(found, now).at(-1);
        const ofToday = hours.filter(({ since }) => since >= (today?.since ?? ''));
        const known = ofToday.map(({ since }) => secondsIn(found, Date.parse(since)));
        const total = known.reduce((sum, seconds) => sum + seconds, 0);
        const mean = ofToday.reduce((sum, { share }, index) => sum + (share ?? 0) * (known[index] ?? 0), 0) / total;
        if (total === 0) expect(today?.share).toBeNull();
        else expect(today?.share).toBeCloseTo(mean, 6);
      }),
      { numRuns: 1000 },
    );
  });
});

/** How much of an hour somebody looked. */
function secondsIn(spans: readonly Span[], from: number): number {
  const overlap = ({ since, until }: Span) => Math.min(until.getTime(), from + hourMs) - Math.max(since.getTime(), from);
  return spans.reduce((sum, span) => sum + Math.max(0, overlap(span)), 0);
}
