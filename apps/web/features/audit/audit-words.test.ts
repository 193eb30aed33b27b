import { auditActionSchema } from '@forecourt/sdk/contract';
import { expect, it } from 'vitest';
import { byDay, fieldName, nameOf, wordsOf } from './audit-words.ts';

it('has words for every action, and shows one that nobody knows as it is', () => {
  for (const action of auditActionSchema.options) expect(wordsOf(action)).not.toContain('.');
  expect(wordsOf('vehicle.stolen')).toBe('vehicle.stolen');
});

it('puts entries under their days, in their order', () => {
  const at = (text: string) => ({ at: new Date(text).toISOString() });
  const entries = [at('2026-11-21T15:00:00'), at('2026-11-21T00:00:00'), at('2026-11-20T23:59:59')];
  expect(byDay(entries).map(([, each]) => each)).toEqual([entries.slice(0, 2), entries.slice(2)]);
});

it('names an entry by what its details call it', () => {
  expect(nameOf({ name: 'front.jpg', purpose: 'x' })).toBe('front.jpg');
  expect(nameOf({ count: 3 })).toBeNull();
  expect(['stockNumber', 'photos'].map(fieldName)).toEqual(['Stock number', 'Photos']);
});
