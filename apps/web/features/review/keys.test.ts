import { describe, expect, it } from 'vitest';
import { bindings } from './keys.ts';

describe('the keys of the light table', () => {
  it('are bound once each', () => {
    const keys = bindings.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('never decide again by being held', () => {
    expect(bindings.filter(({ group, repeats }) => group === 'Decide' && repeats)).toEqual([]);
  });
});
