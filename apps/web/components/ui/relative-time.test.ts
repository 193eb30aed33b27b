import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RelativeTime, relativeTime } from './relative-time.tsx';

describe('a relative time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-21T12:00:00.000Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const answer = () => renderToString(createElement(RelativeTime, { at: '2026-11-21T12:00:00.000Z' }));

  it('is told from the moment of each answer, however long the server has been up', () => {
    expect(answer()).toContain('just now');
    vi.setSystemTime(new Date('2026-11-21T12:08:00.000Z'));
    expect(answer()).toContain(relativeTime(new Date('2026-11-21T12:00:00.000Z'), new Date('2026-11-21T12:08:00.000Z')));
    vi.setSystemTime(new Date('2026-11-24T12:00:00.000Z'));
    expect(answer()).toContain('3 days ago');
  });

  it('names the largest unit that fits', () => {
    const now = new Date('2026-11-21T12:00:00.000Z');
    expect(relativeTime(new Date('2026-11-21T11:55:00.000Z'), now, 'en')).toBe('5 min. ago');
    expect(relativeTime(new Date('2026-11-21T12:00:30.000Z'), now, 'en')).toBe('in a moment');
  });
});
