import { describe, expect, it } from 'vitest';
import { bindings, commandOf } from './keys.ts';

function inside(...kinds: string[]): EventTarget {
  const target = new EventTarget();
  return Object.assign(target, { closest: (selector: string) => (kinds.some((kind) => selector.includes(kind)) ? {} : null) });
}

const plain = { ctrlKey: false, metaKey: false, altKey: false, target: null };

describe('the keys of the light table', () => {
  it('are bound once each', () => {
    const keys = bindings.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('work with and without Caps Lock', () => {
    expect([commandOf({ ...plain, key: 'a' }), commandOf({ ...plain, key: 'A' })]).toEqual(['approve', 'approve']);
  });

  it('leave to the browser what is its own', () => {
    expect(commandOf({ ...plain, key: 'r', ctrlKey: true })).toBeNull();
    expect(commandOf({ ...plain, key: 'a', metaKey: true })).toBeNull();
    expect(commandOf({ ...plain, key: 'x' })).toBeNull();
  });

  it('leave letters to fields and dialogs, and arrows to sliders', () => {
    expect(commandOf({ ...plain, key: 'a', target: inside('input') })).toBeNull();
    expect(commandOf({ ...plain, key: 'a', target: inside('[role="dialog"]') })).toBeNull();
    expect(commandOf({ ...plain, key: 'ArrowLeft', target: inside('[role="slider"]') })).toBeNull();
    expect(commandOf({ ...plain, key: 'a', target: inside('[role="slider"]') })).toBe('approve');
  });
});
