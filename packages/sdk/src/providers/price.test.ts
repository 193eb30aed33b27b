import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Offer, offerSchema, type Price } from '../contract/index.ts';
import { bookedCost, costOf, estimate } from './price.ts';

function offerAt(price: Price | null, more: Partial<Offer> = {}): Offer {
  const offer = { operation: 'generateImage', model: 'm', limits: {}, inputTypes: [], outputFormats: ['png'], parameters: ['size'] };
  return offerSchema.parse({ ...offer, price, expectedMs: 1000, ...more });
}

const usd = fc.double({ min: 0, max: 50, noNaN: true });
const side = fc.constantFrom(256, 512, 1024, 1536);
const quality = fc.constantFrom('low', 'medium', 'high');
const size = fc.record({ widthPx: side, heightPx: side });
const kind = { quality: fc.option(quality, { nil: undefined }), size: fc.option(size, { nil: undefined }) };
const request = fc.record({
  prompt: fc.string({ maxLength: 60, unit: 'grapheme' }),
  count: fc.integer({ min: 1, max: 10 }),
  quality: fc.option(quality, { nil: undefined }),
  size: fc.option(size, { nil: undefined }),
  images: fc.array(fc.constant('car.jpg'), { maxLength: 4 }),
  mask: fc.option(fc.constant('mask.png'), { nil: undefined }),
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

const price: fc.Arbitrary<Price> = fc.oneof(
  fc.record({ per: fc.constant('call'), usd }),
  fc.record({
    per: fc.constant('image'),
    usd,
    kinds: fc.array(
      fc.record({ ...kind, usd }).map(({ size: of, ...rest }) => ({ ...rest, ...of })),
      { maxLength: 4 },
    ),
  }),
  fc.record({ per: fc.constant('megapixel'), usd }),
  fc.record({ per: fc.constant('second'), usd, mostSeconds: fc.integer({ min: 1, max: 600 }) }),
  fc.record({
    per: fc.constant('token'),
    inputTextUsdPerMillion: usd,
    inputImageUsdPerMillion: usd,
    outputUsdPerMillion: usd,
    inputTokensOfPicture: fc.integer({ min: 0, max: 8000 }),
    outputTokens: fc.array(
      fc.record({ ...kind, tokens: fc.integer({ min: 1, max: 9000 }) }).map(({ size: of, ...rest }) => ({ ...rest, ...of })),
      { minLength: 1, maxLength: 4 },
    ),
  }),
);

describe('prices', () => {
  it('never cost more than was estimated, for use within the bounds of the offer', () => {
    fc.assert(
      fc.property(price, request, share, share, share, (of, asked, first, second, third) => {
        const offer = offerAt(of, { sizes: { kind: 'list', list: [{ widthPx: 1536, heightPx: 1536 }] } });
        const estimated = estimate(offer, asked);
        if (estimated === null) throw new TypeError('this price is known');
        const wanted = asked.size ?? { widthPx: 1536, heightPx: 1536 };
        const bytes = new TextEncoder().encode(asked.prompt).byteLength;
        const pictures = asked.images.length + (asked.mask === undefined ? 0 : 1);
        // What is used is at most: all that was asked for, at the size asked for, every byte of the prompt a token of each picture.
        const tokensOfOne = of.per === 'token' ? mostTokens(of, asked) : 0;
        const used = {
          images: Math.round(first * asked.count),
          megapixels: (first * asked.count * wanted.widthPx * wanted.heightPx) / 1e6,
          seconds: of.per === 'second' ? first * of.mostSeconds : 0,
          inputTextTokens: Math.round(first * bytes * asked.count),
          inputImageTokens: of.per === 'token' ? Math.round(second * pictures * of.inputTokensOfPicture * asked.count) : 0,
          outputTokens: Math.round(third * tokensOfOne * asked.count),
        };
        const cost = costOf(of, used, asked);
        expect(Number.isSafeInteger(cost) && Number.isSafeInteger(estimated.most) && Number.isSafeInteger(estimated.usual)).toBe(true);
        expect(cost).toBeLessThanOrEqual(estimated.most);
        expect(estimated.usual).toBeLessThanOrEqual(estimated.most);
      }),
      { numRuns: 1000 },
    );
  });

  it('cost something where something of a price was used, however little', () => {
    expect(costOf({ per: 'second', usd: 1e-9, mostSeconds: 60 }, { seconds: 0.001 })).toBe(1);
    expect(costOf({ per: 'call', usd: 0 }, {})).toBe(0);
  });

  it('add nothing for the last digits of floating point', () => {
    expect(costOf({ per: 'image', usd: 0.07, kinds: [] }, { images: 3 })).toBe(210_000);
    expect(estimate(offerAt({ per: 'image', usd: 0.1 + 0.2, kinds: [] }), { count: 10 })?.most).toBe(3_000_000);
  });

  it('take the dearest of what a request leaves open, and the very one of what it names', () => {
    const offer = offerAt({
      ...{ per: 'image', usd: 0.3 },
      kinds: [
        { quality: 'low', widthPx: 1024, heightPx: 1024, usd: 0.01 },
        { quality: 'low', usd: 0.02 },
      ],
    });
    const cents = (asked: Parameters<typeof estimate>[1]) => (estimate(offer, asked)?.most ?? 0) / 10_000;
    expect(cents({})).toBe(30);
    expect(cents({ quality: 'low' })).toBe(2);
    expect(cents({ quality: 'low', size: { widthPx: 1024, heightPx: 1024 } })).toBe(1);
    expect(cents({ quality: 'high', size: { widthPx: 1024, heightPx: 1024 } })).toBe(30);
  });

  it('count every byte of words and of the shape of an answer', () => {
    const offer = offerAt({
      ...{ per: 'token', inputTextUsdPerMillion: 1, inputImageUsdPerMillion: 0, outputUsdPerMillion: 0, inputTokensOfPicture: 0 },
      outputTokens: [{ tokens: 1 }],
    });
    const most = (asked: Parameters<typeof estimate>[1]) => estimate(offer, asked)?.most ?? 0;
    const none = most({});
    expect(most({ prompt: 'ä'.repeat(10) }) - none).toBe(20);
    expect(most({ schema: z.object({ colour: z.string() }) }) - none).toBeGreaterThan(50);
  });

  it('say what is usual beside what is the most', () => {
    const rates = { inputTextUsdPerMillion: 0, inputImageUsdPerMillion: 0, outputUsdPerMillion: 5, inputTokensOfPicture: 0 };
    const offer = offerAt({ per: 'token', ...rates, outputTokens: [{ tokens: 2000 }], usualOutputTokens: 200 });
    expect(estimate(offer, {})).toEqual({ most: 10_000, usual: 1000 });
  });

  it('are unknown where nobody said them, and where nothing bounds them', () => {
    expect(estimate(offerAt(null), {})).toBeNull();
    expect(estimate(offerAt({ per: 'megapixel', usd: 1 }, { sizes: { kind: 'as-input' } }), {})).toBeNull();
    expect(() => bookedCost(offerAt(null), {}, {})).toThrow(expect.objectContaining({ code: 'PRICE_UNKNOWN' }));
  });

  it('are booked as the most where the provider does not say what it used, and never as nothing', () => {
    const offer = offerAt({ per: 'second', usd: 0.001, mostSeconds: 100 });
    expect(() => costOf({ per: 'second', usd: 0.001, mostSeconds: 100 }, {})).toThrow(expect.objectContaining({ code: 'PRICE_UNKNOWN' }));
    expect(bookedCost(offer, {}, {})).toEqual({ cost: 100_000, isEstimate: true });
    expect(bookedCost(offer, { seconds: 2 }, {})).toEqual({ cost: 2000, isEstimate: false });
  });
});

/** By the words of the contract, and not by the code under test: the first that fits, or the dearest that what is left open may be. */
function mostTokens(
  of: Extract<Price, { per: 'token' }>,
  asked: { quality?: string | undefined; size?: { widthPx: number; heightPx: number } | undefined },
) {
  const fitting = of.outputTokens.filter(
    (one) =>
      (one.quality === undefined || asked.quality === undefined || one.quality === asked.quality) &&
      (one.widthPx === undefined || asked.size === undefined || one.widthPx === asked.size.widthPx) &&
      (one.heightPx === undefined || asked.size === undefined || one.heightPx === asked.size.heightPx),
  );
  const exact = fitting.findIndex(
    (one) => (one.quality === undefined || asked.quality !== undefined) && (one.widthPx === undefined || asked.size !== undefined),
  );
  const possible = exact < 0 ? fitting : fitting.slice(0, exact + 1);
  return Math.max(0, ...(possible.length > 0 ? possible : of.outputTokens).map(({ tokens }) => tokens));
}
