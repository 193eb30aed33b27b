import { replicateInputProblems } from '@forecourt/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abilitiesSchema, type Offer } from '../../contract/index.ts';
import { type AskedFor, checkPictures, refusals } from '../check-request.ts';
import { offerOf, type ReplicateCatalogueInput, readCatalogue } from './catalogue.ts';
import { inputFields } from './input.ts';

const { models, checkedOn } = readCatalogue(undefined);
const painters = models.filter(({ offer }) => offer.operation !== 'removeBackground');
const aFile = 'https://example.test/car.png';

/** Any request, also such as many models cannot do. */
const requests = fc.record(
  {
    prompt: fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim().length > 0),
    negativePrompt: fc.constant('people'),
    size: fc.oneof(
      fc.constantFrom({ widthPx: 1024, heightPx: 1024 }, { widthPx: 1344, heightPx: 768 }, { widthPx: 640, heightPx: 1536 }),
      fc.record({ widthPx: fc.integer({ min: 1, max: 200 }), heightPx: fc.integer({ min: 1, max: 200 }) }).map(({ widthPx, heightPx }) => ({
        widthPx: 16 * widthPx,
        heightPx: 16 * heightPx,
      })),
    ),
    count: fc.integer({ min: 1, max: 6 }),
    strength: fc.double({ min: 0, max: 1, noNaN: true }),
    steps: fc.integer({ min: 1, max: 120 }),
    guidance: fc.double({ min: 0, max: 50, noNaN: true }),
    seed: fc.integer({ min: 0, max: 2_147_483_647 }),
    format: fc.constantFrom('png' as const, 'webp' as const, 'jpeg' as const),
  },
  { requiredKeys: ['prompt'] },
);

describe('the catalogue of Replicate’s models', () => {
  it('is the abilities that a router reads, and says when it was compared', () => {
    const abilities = abilitiesSchema.parse({ provider: 'replicate', checkedOn, offers: models.map(offerOf) });
    expect(abilities.offers.every(({ price }) => price !== null)).toBe(true);
    expect(abilities.checkedOn).toMatch(/^2026-/);
  });

  it('sends every model only what its schema takes, for any request that its offer does not refuse', () => {
    fc.assert(
      fc.property(fc.constantFrom(...painters), requests, fc.boolean(), (model, request, hasMask) => {
        const offer = offerOf(model);
        const isEdit = offer.operation === 'editImage';
        const pictures = isEdit ? { image: aFile, ...(hasMask && offer.parameters.includes('mask') && { mask: aFile }) } : {};
        const asked = { ...fitting(offer, request), ...(isEdit && { images: [aFile] }) };
        const fields = inputFields(model, checkPictures(offer, asked), pictures);
        expect(replicateInputProblems(offer.model, fields)).toEqual([]);
        expect(inputFields(model, checkPictures(offer, { ...asked }), pictures)).toEqual(fields);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes another model as a piece of JSON', () => {
    const [first] = models;
    const more: ReplicateCatalogueInput = {
      checkedOn: null,
      models: [
        {
          offer: {
            ...first?.offer,
            operation: 'generateImage',
            model: 'me/mine',
            limits: {},
            outputFormats: ['png'],
            parameters: ['seed'],
            price: null,
            expectedMs: 1,
          },
          version: null,
          input: { names: { prompt: 'text', seed: 'random_state' } },
        },
      ],
    };
    const [mine] = readCatalogue(more).models;
    expect(mine && inputFields(mine, checkPictures(offerOf(mine), { prompt: 'a car', seed: 4 }))).toEqual({
      text: 'a car',
      random_state: 4,
    });
  });

  it('says which parameter a model declares and does not name', () => {
    const wrong = models.map(({ input, ...model }) => ({ ...model, input: { ...input, names: {} } }));
    expect(() => readCatalogue({ checkedOn: null, models: wrong })).toThrow(/flux-schnell declares it and does not name it/);
    expect(() => readCatalogue('/none.json')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

/** The request without what the offer refuses. */
function fitting<Request extends AskedFor>(offer: Offer, request: Request): Request {
  const refused = new Set(refusals(offer, request).map(({ field }) => String(field)));
  return { ...request, ...Object.fromEntries([...refused].map((field) => [field, undefined])) };
}
