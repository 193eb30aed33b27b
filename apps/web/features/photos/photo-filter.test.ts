import { describe, expect, it } from 'vitest';
import { passes, photoFilters } from './photo-filter.ts';
import { photoFixture } from './photo-fixture.ts';
import { toggled } from './use-selection.ts';

describe('the filters of a set', () => {
  it('hold every state once', () => {
    const states = photoFilters.flatMap(({ states: some }) => some ?? []);
    expect(new Set(states).size).toBe(7);
    expect(states).toHaveLength(7);
  });

  it('show what they say', () => {
    const card = { key: 'a', angle: null, photo: photoFixture({ state: 'failed' }), transfer: null };
    expect([passes(card, 'all'), passes(card, 'stopped'), passes(card, 'review')]).toEqual([true, true, false]);
  });
});

describe('choosing photos', () => {
  const order = ['a', 'b', 'c', 'd'];

  it('adds and takes away', () => {
    expect([...toggled(new Set(['a']), order, null, 'b', false)]).toEqual(['a', 'b']);
    expect([...toggled(new Set(['a']), order, 'a', 'a', false)]).toEqual([]);
  });

  it('takes all between two, in both directions', () => {
    expect(toggled(new Set(['d']), order, 'd', 'b', true)).toEqual(new Set(['b', 'c', 'd']));
    expect([...toggled(new Set(), order, null, 'c', true)]).toEqual(['c']);
  });
});
