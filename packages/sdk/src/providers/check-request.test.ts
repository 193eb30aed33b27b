import { ForecourtError } from '@forecourt/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Offer, offerSchema, type PictureParameters, parameterSchema } from '../contract/index.ts';
import { checkPictures, checkRequest, offerFor, refusals } from './check-request.ts';

const able: Offer = offerSchema.parse({
  operation: 'editImage',
  model: 'able',
  limits: { count: 4, promptCharacters: 100, inputPictures: 2 },
  inputTypes: ['image/png'],
  outputFormats: ['png', 'jpeg'],
  sizes: { kind: 'range', leastPx: 256, mostPx: 2048, multipleOf: 16, mostPixels: 2_000_000, leastPixels: 200_000, mostAspect: 3 },
  parameters: parameterSchema.options,
  ranges: { strength: { least: 0.1, most: 0.9 }, steps: { least: 1, most: 50 }, guidance: { least: 1, most: 20 } },
  qualities: ['low', 'high'],
  price: { per: 'call', usd: 0 },
  expectedMs: 1000,
});

const wanted = {
  negativePrompt: fc.constant('people'),
  strength: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
  steps: fc.integer({ min: 1, max: 50 }),
  guidance: fc.double({ min: 1, max: 20, noNaN: true }),
  seed: fc.integer({ min: 0, max: 2_147_483_647 }),
  size: fc.constantFrom({ widthPx: 1024, heightPx: 1024 }, { widthPx: 1536, heightPx: 1024 }),
  quality: fc.constantFrom('low', 'high'),
  transparent: fc.constant(true),
  mask: fc.constant('mask.png'),
};
const picture = fc.record({ prompt: fc.constantFrom('a red car', 'ein rotes Auto'), ...wanted }, { requiredKeys: ['prompt'] });

describe('checking a request', () => {
  it('refuses every parameter that an offer does not have, by name and with what it can do, and nothing else', () => {
    fc.assert(
      fc.property(picture, fc.subarray([...parameterSchema.options]), (request, parameters) => {
        const offer = { ...able, parameters };
        const missing = Object.keys(wanted).filter((name) => name in request && !parameters.some((parameter) => parameter === name));
        expect(new Set(refusals(offer, request).map(({ field }) => String(field)))).toEqual(new Set(missing));
        expect(refusals(offer, request)).toHaveLength(missing.length);
        if (missing.length === 0) return checkRequest(offer, request);
        try {
          checkRequest(offer, request);
        } catch (error) {
          if (!ForecourtError.is(error)) throw error;
          expect(error.code).toBe('PARAMETER_UNSUPPORTED');
          expect(error.details).toMatchObject({ model: 'able', can: { parameters } });
          return;
        }
        throw new TypeError('it was let through');
      }),
      { numRuns: 1000 },
    );
  });

  it('makes the same request of the same parameters, in whatever order they are given', () => {
    fc.assert(
      fc.property(picture, (request) => {
        const { mask, ...parameters } = request;
        const turned: PictureParameters = { prompt: '', ...Object.fromEntries(Object.entries(parameters).reverse()) };
        const one = JSON.stringify(checkPictures(able, parameters));
        expect(JSON.stringify(checkPictures(able, turned))).toBe(one);
        expect(JSON.stringify(checkPictures(able, { ...parameters, negativePrompt: parameters.negativePrompt ?? undefined }))).toBe(one);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, Parameters<typeof refusals>[1], string]>([
    ['a strength out of range', { strength: 0.95 }, 'strength'],
    ['too many steps', { steps: 51 }, 'steps'],
    ['a quality that it has no word for', { quality: 'ultra' }, 'quality'],
    ['more pictures than it makes', { count: 5 }, 'count'],
    ['a longer prompt than it reads', { prompt: 'x'.repeat(101) }, 'prompt'],
    ['more pictures than it takes', { images: ['a', 'b', 'c'] }, 'images'],
    ['a format that it does not give', { format: 'webp' }, 'format'],
    ['transparency in JPEG', { format: 'jpeg', transparent: true }, 'format'],
    ['a size off its grid', { size: { widthPx: 1000, heightPx: 1024 } }, 'size'],
    ['a size above its pixels', { size: { widthPx: 2048, heightPx: 2048 } }, 'size'],
    ['a size below its pixels', { size: { widthPx: 256, heightPx: 256 } }, 'size'],
    ['a size that is too long', { size: { widthPx: 1600, heightPx: 400 } }, 'size'],
  ])('refuses %s', (_title, request, field) => {
    expect(refusals(able, request)).toEqual([expect.objectContaining({ field, can: expect.anything() })]);
  });

  it('knows a cutout’s number of quality from a word of the model', () => {
    expect(refusals({ ...able, operation: 'removeBackground' }, { quality: 90 })).toEqual([]);
  });

  it('says what is wrong with a request that nobody could take', () => {
    expect(() => checkPictures(able, { prompt: ' ' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    // @ts-expect-error: there is no such parameter
    expect(() => checkPictures(able, { prompt: 'a car', sead: 1 })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('names the successor of a model that was switched off, from that day on', () => {
    const offer = { ...able, retiresOn: '2026-05-12', replacedBy: 'newer' };
    expect(() => checkRequest(offer, {}, Date.parse('2026-05-11T23:59:59Z'))).not.toThrow();
    expect(() => checkRequest(offer, {}, Date.parse('2026-05-12'))).toThrow(
      expect.objectContaining({ code: 'MODEL_RETIRED', hint: expect.stringContaining('newer') }),
    );
  });

  it('takes the first model that still answers where none is named', () => {
    const abilities = { provider: 'p', checkedOn: null, offers: [{ ...able, model: 'old', retiresOn: '2020-01-01' }, able] };
    expect(offerFor(abilities, 'editImage').model).toBe('able');
    expect(offerFor(abilities, 'editImage', 'old').model).toBe('old');
    expect(() => offerFor(abilities, 'editImage', 'none')).toThrow(expect.objectContaining({ code: 'MODEL_UNKNOWN' }));
    expect(() => offerFor(abilities, 'generateImage')).toThrow(expect.objectContaining({ code: 'OPERATION_UNSUPPORTED' }));
  });
});
