import { describe, expect, it } from 'vitest';
import { daysOf, everyDay } from './days.ts';

const now = Date.parse('2026-03-02T23:59:00Z');

describe('days', () => {
  it('are those of UTC, both ends included', () => {
    expect(daysOf('today', now)).toEqual({ from: '2026-03-02', to: '2026-03-02' });
    expect(daysOf('week', now)).toEqual({ from: '2026-02-24', to: '2026-03-02' });
    expect(daysOf('month', now)).toEqual({ from: '2026-03-01', to: '2026-03-02' });
  });

  it('stand there each once, also those on which nothing was called', () => {
    const figures = { calls: 2, done: 1, failed: 1, cancelled: 0, cached: 0, estimateMicrodollars: 9, medianMs: null, slowMs: null };
    const days = everyDay(daysOf('week', now), [{ key: '2026-02-28', label: '2026-02-28', costMicrodollars: 7, ...figures }]);
    expect(days).toHaveLength(7);
    expect(new Set(days.map(({ day }) => day)).size).toBe(7);
    expect(days.filter(({ calls }) => calls > 0)).toEqual([{ day: '2026-02-28', calls: 2, failed: 1, costMicrodollars: 7 }]);
  });
});
