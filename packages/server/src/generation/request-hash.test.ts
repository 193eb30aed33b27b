import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Wish } from './choice.ts';
import { isOwn, requestHash } from './request-hash.ts';

const hexadecimal = fc.stringMatching(/^[0-9a-f]{64}$/);
const parameters = fc.record(
  {
    prompt: fc.string({ minLength: 1, maxLength: 12 }),
    count: fc.integer({ min: 1, max: 3 }),
    transparent: fc.boolean(),
    format: fc.constantFrom('png', 'webp', 'jpeg'),
    seed: fc.nat(3),
    strength: fc.constantFrom(0, 0.5, 1),
    size: fc.record({ widthPx: fc.constantFrom(512, 1024), heightPx: fc.constantFrom(512, 1024) }),
  },
  { requiredKeys: ['prompt', 'count', 'transparent', 'format'] },
);
const wishes: fc.Arbitrary<Wish> = fc.record(
  {
    operation: fc.constantFrom('generateImage', 'editImage'),
    parameters,
    inputs: fc.array(hexadecimal, { maxLength: 2 }),
    provider: fc.constantFrom(null, 'openai'),
    model: fc.constantFrom(null, 'one'),
    mask: fc.option(hexadecimal),
  },
  { requiredKeys: ['operation', 'parameters', 'inputs'] },
);

/** The same content in another order, with null where nothing was said. */
function saidOtherwise({ operation, parameters: words, provider = null, model = null, mask = null, inputs }: Wish): Wish {
  const reversed: Wish['parameters'] = Object.assign({ ...words }, Object.fromEntries(Object.entries(words).toReversed()));
  return { mask, model, inputs: [...inputs], provider, parameters: reversed, operation };
}

it('names equal requests alike, however they are written', () => {
  fc.assert(
    fc.property(wishes, (wish) => {
      expect(requestHash(saidOtherwise(wish))).toBe(requestHash(wish));
    }),
    { numRuns: 1000 },
  );
});

it('names requests apart that differ in anything', () => {
  fc.assert(
    fc.property(wishes, wishes, hexadecimal, (one, other, sha256) => {
      const { seed = 0 } = one.parameters;
      const changed: Wish[] = [
        { ...one, parameters: { ...one.parameters, seed: seed + 1 } },
        { ...one, parameters: { ...one.parameters, prompt: `${one.parameters.prompt}!` } },
        { ...one, inputs: [...one.inputs, sha256] },
        { ...one, mask: one.mask === sha256 ? null : sha256 },
        { ...one, provider: 'replicate' },
      ];
      for (const wish of changed) expect(requestHash(wish)).not.toBe(requestHash(one));
      const isSame = JSON.stringify(saidOtherwise(one)) === JSON.stringify(saidOtherwise(other));
      if (isSame) expect(requestHash(one)).toBe(requestHash(other));
      const own = requestHash(one, { own: sha256 });
      expect([isOwn(own), isOwn(requestHash(one)), own === requestHash(one)]).toEqual([true, false, false]);
    }),
    { numRuns: 1000 },
  );
});
