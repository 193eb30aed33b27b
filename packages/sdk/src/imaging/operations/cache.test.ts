import { describe, expect, it } from 'vitest';
import { scene } from '../testing/pictures.ts';
import { applyOperations, type OperationStep } from './apply.ts';
import { createOperationCache } from './cache.ts';
import type { Picture } from './operation.ts';

describe('a cache of operations', () => {
  const steps: readonly OperationStep[] = [{ operation: 'contrast' }, { operation: 'palette', count: 4 }];

  it('gives the same picture again for the same pixels and steps, and goes on from what it has', async () => {
    const kept = new Map<string, Picture>();
    const asked: string[] = [];
    const cache = {
      get: (key: string) => kept.get(key),
      set: (key: string, picture: Picture) => {
        asked.push(key);
        kept.set(key, picture);
      },
    };
    const first = await applyOperations(scene(40, 30), steps, { cache });
    expect(asked).toHaveLength(2);
    expect(await applyOperations(scene(40, 30), steps, { cache })).toBe(first);
    // A default that is written out is the same step.
    expect(
      await applyOperations(scene(40, 30), [{ operation: 'contrast', method: 'stretch' }, steps[1] ?? { operation: 'contrast' }], {
        cache,
      }),
    ).toBe(first);
    expect(asked).toHaveLength(2);
    await applyOperations(scene(40, 30), [...steps, { operation: 'edges' }], { cache });
    expect(asked).toHaveLength(3);
  });

  it('knows another picture, another order and other options from it', async () => {
    const cache = createOperationCache();
    const results = [
      await applyOperations(scene(40, 30), steps, { cache }),
      await applyOperations(scene(30, 40), steps, { cache }),
      await applyOperations(scene(40, 30), steps.toReversed(), { cache }),
      await applyOperations(scene(40, 30), [{ operation: 'palette', count: 5 }], { cache }),
    ];
    expect(new Set(results).size).toBe(4);
  });

  it('forgets the oldest when it is full, and what is larger than all of it', async () => {
    const cache = createOperationCache({ bytes: 40 * 30 * 3 });
    const first = await applyOperations(scene(40, 30), [{ operation: 'contrast', clipShare: 0.1 }], { cache });
    await applyOperations(scene(40, 30), [{ operation: 'palette' }], { cache });
    expect(await applyOperations(scene(40, 30), [{ operation: 'contrast', clipShare: 0.1 }], { cache })).not.toBe(first);
    const large = await applyOperations(scene(400, 300), [{ operation: 'palette' }], { cache });
    expect(await applyOperations(scene(400, 300), [{ operation: 'palette' }], { cache })).not.toBe(large);
  });
});
