import type { RoadStatus } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import {
  clockInWords,
  countdown,
  hintOf,
  isAsPromised,
  latencyInWords,
  leadsToItself,
  loadInWords,
  lossInWords,
  nextTryInWords,
  platformInWords,
  uptimeInWords,
  usedRoad,
} from './host-words.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');

describe('figures of a host', () => {
  it('never promise more than was measured', () => {
    expect(uptimeInWords(1, 'en')).toBe('100 %');
    expect(uptimeInWords(0.99999, 'en')).toBe('99.99 %');
    expect(uptimeInWords(null)).toBe('–');
    expect(isAsPromised(0.9989, 0.999)).toBe(false);
    expect(isAsPromised(0.999, 0.999)).toBe(true);
    expect(isAsPromised(null, 0.999)).toBeNull();
  });

  it('never call something lost nothing', () => {
    expect(lossInWords(0)).toBe('none lost');
    expect(lossInWords(0.001)).toBe('1 % lost');
    expect(lossInWords(1)).toBe('100 % lost');
    expect(lossInWords(null)).toBe('not measured');
  });

  it('keep a digit where it says something', () => {
    expect([0.01, 0.44, 4.26, 41.7, 1_240].map((ms) => latencyInWords(ms, 'en'))).toEqual([
      '< 0.1 ms',
      '0.4 ms',
      '4.3 ms',
      '42 ms',
      '1.2 s',
    ]);
    expect(latencyInWords(null)).toBe('–');
  });

  it('say how much it has to do', () => {
    const capacity = { slots: 4, cores: 8, memoryBytes: 1, freeMemoryBytes: 1, freeDiskBytes: 1, gpu: null };
    expect(loadInWords({ ...capacity, busy: 1, waiting: 0 })).toBe('1 of 4 busy');
    expect(loadInWords({ ...capacity, busy: 4, waiting: 7 })).toBe('4 of 4 busy, 7 wait');
  });
});

it('says of a silent road what mends that road', () => {
  const problem = { code: 'ROAD_DOWN', message: 'It did not answer.', hint: 'The next road is taken.' };
  expect(hintOf({ kind: 'direct', problem })).toContain('7443');
  expect(hintOf({ kind: 'ssh', problem: { ...problem, code: 'HOST_KEY_CHANGED', hint: 'Find out who it is.' } })).toBe(
    'Find out who it is.',
  );
  expect(hintOf({ kind: 'relay', problem: null })).toBeNull();
});

it('calls no road used that leads nowhere', () => {
  const road: RoadStatus = {
    ...{ kind: 'ssh', address: 'a@b:22', state: 'down', isUsed: true, latencyMs: null, lossShare: 1, lastSuccessAt: null },
    ...{ problem: null, nextTryAt: null, tailscale: null, fingerprint: null },
  };
  expect(usedRoad({ roads: [road] })).toBeUndefined();
  expect(usedRoad({ roads: [road, { ...road, kind: 'relay', state: 'up' }] })?.kind).toBe('relay');
});

describe('times of a host', () => {
  it('count down to the end and say when there is none left', () => {
    expect(countdown('2026-11-21T12:14:59.100Z', now)).toBe('15:00');
    expect(countdown('2026-11-21T12:00:09.000Z', now)).toBe('0:09');
    expect(countdown('2026-11-21T12:00:00.000Z', now)).toBeNull();
  });

  it('say when a road is tried next', () => {
    expect(nextTryInWords('2026-11-21T12:00:08.000Z', now)).toBe('in 8 s');
    expect(nextTryInWords('2026-11-21T12:05:00.000Z', now)).toBe('in 5 min');
    expect(nextTryInWords('2026-11-21T11:59:00.000Z', now)).toBe('now');
    expect(nextTryInWords(null, now)).toBeNull();
  });

  it('tell of a clock only where it is in the way', () => {
    expect(clockInWords(1_200)).toBeNull();
    expect(clockInWords(null)).toBeNull();
    expect(clockInWords(45_000)).toBe('Its clock is 45 seconds fast.');
    expect(clockInWords(-3_600_000)).toBe('Its clock is 60 minutes slow.');
  });
});

it('calls a computer as people do', () => {
  expect(platformInWords('win32 10.0.22631')).toBe('Windows 10.0.22631');
  expect(platformInWords('linux 6.1')).toBe('Linux 6.1');
  expect(platformInWords(null)).toBe('Not known yet');
});

describe('a line to paste', () => {
  it.each([
    ["curl 'http://localhost:4620/api'", true],
    ["Invoke-WebRequest 'http://127.0.0.1/api'", true],
    ["curl 'http://[::1]:80/api'", true],
    ["curl 'https://localhost.cars.example/api'", false],
    ["curl 'http://192.168.1.20:4620/api'", false],
  ])('%s leads back to where it is pasted: %s', (line, isSo) => {
    expect(leadsToItself(line)).toBe(isSo);
  });
});
