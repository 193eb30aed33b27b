import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Draft, fittedOptions, missingFrom, type Options, plainDraft, requestOf, sizeChoices, wishOf } from './draft.ts';
import { offerFixture } from './generation-fixture.ts';
import { changed, emptyDrawing } from './sketch/drawing.ts';

const drawn = changed(emptyDrawing, {
  type: 'made',
  mark: { kind: 'stroke', tool: 'pen', colour: '#111111', thicknessPx: 8, points: [[1, 1, 0.5]] },
});
const sketch = 'a'.repeat(64);
const asset = {
  sha256: 'b'.repeat(64),
  bytes: 9,
  type: 'image/png',
  widthPx: 9,
  heightPx: 9,
  placeholder: null,
  createdAt: '2026-11-21T10:00:00Z',
};

describe('a draft', () => {
  it('asks for an edit of the sketch, and for a new picture where there are only words', () => {
    expect(wishOf({ ...plainDraft, drawing: drawn }, sketch)).toMatchObject({ operation: 'editImage', inputs: [sketch] });
    expect(wishOf({ ...plainDraft, source: 'words' }, sketch)).toMatchObject({ operation: 'generateImage', inputs: [] });
  });

  it('says how far to go from a picture only where there is one', () => {
    const options = { ...plainDraft.options, strength: 0.4 };
    expect(wishOf({ ...plainDraft, options }, sketch).parameters).toMatchObject({ strength: 0.4 });
    expect(wishOf({ ...plainDraft, source: 'words', options }, null).parameters).not.toHaveProperty('strength');
  });

  it('goes on from the result that its picture is', () => {
    const picture = { asset, name: 'before', from: { generationId: 'g', resultId: 'r' } };
    const draft: Draft = { ...plainDraft, source: 'picture', picture, prompt: ' at night ' };
    expect(requestOf(draft, null, 'v')).toMatchObject({
      ...{ inputs: [asset.sha256], parentId: 'g', parentResultId: 'r', vehicleId: 'v' },
      parameters: { prompt: 'at night' },
    });
    // A sketch beside it goes on from nothing.
    expect(requestOf({ ...draft, source: 'sketch' }, sketch, null)).not.toHaveProperty('parentId');
  });

  it('names what is missing, and nothing once all is there', () => {
    expect(missingFrom(plainDraft)).toContain('Draw something');
    expect(missingFrom({ ...plainDraft, source: 'picture' })).toContain('Choose a picture');
    expect(missingFrom({ ...plainDraft, source: 'words' })).toContain('Say in a few words');
    expect(missingFrom({ ...plainDraft, drawing: drawn, prompt: 'a car' })).toBeNull();
  });
});

describe('options for another model', () => {
  const options: Options = {
    count: 4,
    transparent: true,
    strength: 0.9,
    steps: 80,
    guidance: 12,
    seed: 7,
    quality: 'high',
    size: { widthPx: 1024, heightPx: 1024 },
  };

  it('keep what it has, within its ranges, and drop the rest', () => {
    const offer = offerFixture({ parameters: ['steps', 'seed'], ranges: { steps: { least: 1, most: 50 } }, limits: { count: 2 } });
    expect(fittedOptions(options, offer)).toEqual({ count: 2, transparent: false, steps: 50, seed: 7 });
  });

  it('keep a size and a quality only where the model names them', () => {
    const offer = offerFixture({
      parameters: ['size', 'quality', 'transparent'],
      qualities: ['low'],
      sizes: { kind: 'list', list: [{ widthPx: 1024, heightPx: 1024 }] },
    });
    expect(fittedOptions(options, offer)).toEqual({ count: 4, transparent: true, size: { widthPx: 1024, heightPx: 1024 } });
  });

  it('offer only sizes that a model can make, whatever its bounds are', () => {
    const bounds = fc.record({
      least: fc.integer({ min: 64, max: 1024 }),
      more: fc.integer({ min: 0, max: 2048 }),
      multipleOf: fc.constantFrom(1, 8, 16, 64),
    });
    fc.assert(
      fc.property(bounds, ({ least, more, multipleOf }) => {
        const leastPx = Math.ceil(least / multipleOf) * multipleOf;
        const mostPx = leastPx + Math.floor(more / multipleOf) * multipleOf;
        const sizes = { kind: 'range', leastPx, mostPx, multipleOf, mostPixels: 1_600_000, mostAspect: 3 } as const;
        for (const { widthPx, heightPx } of sizeChoices({ sizes, parameters: ['size'] })) {
          expect([widthPx % multipleOf, heightPx % multipleOf]).toEqual([0, 0]);
          expect(Math.min(widthPx, heightPx)).toBeGreaterThanOrEqual(leastPx);
          expect(Math.max(widthPx, heightPx)).toBeLessThanOrEqual(mostPx);
          expect(widthPx * heightPx).toBeLessThanOrEqual(1_600_000);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
