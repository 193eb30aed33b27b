import { ForecourtError } from '@forecourt/errors';
import type { Breaker, Offer } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import { priceInWords } from './price-words.ts';
import { freeName, nameProblem } from './provider-names.ts';
import { limitsInWords, modelsOf, refusalOf, retirementInWords, signOf, sizesInWords } from './provider-words.ts';
import { numberProblem } from './whole-number.ts';

const breaker = (state: Breaker['state']): Breaker => ({ operation: 'editImage', state, until: null, code: null });

describe('how a provider is', () => {
  const health = { state: 'ready', message: 'It answers.', checkedAt: null } as const;

  it('is told by what stops it first', () => {
    const breakers = [breaker('closed'), breaker('open')];
    expect(signOf({ isEnabled: false, health, breakers }).word).toBe('Off');
    expect(signOf({ isEnabled: true, health: { ...health, state: 'unavailable' }, breakers }).word).toBe('Not available');
    expect(signOf({ isEnabled: true, health, breakers }).word).toBe('Left alone');
    expect(signOf({ isEnabled: true, health: { ...health, state: 'degraded' }, breakers: [breaker('half-open')] }).word).toBe(
      'Not quite well',
    );
    expect(signOf({ isEnabled: true, health, breakers: [breaker('half-open')] }).word).toBe('Ready');
  });

  it('says when a model ends and what comes after it', () => {
    const retirement = { model: 'old-1', operation: 'editImage', retiresOn: '2026-12-01', replacedBy: 'new-2', isGone: false } as const;
    expect(retirementInWords(retirement, 'en-US')).toBe('old-1 ends on Dec 1, 2026. Its successor is new-2.');
    expect(retirementInWords({ ...retirement, isGone: true, replacedBy: null }, 'en-US')).toBe(
      'old-1 ended on Dec 1, 2026. There is no successor.',
    );
  });
});

describe('what a provider makes of a key', () => {
  it('is said in our words, and left to the others where it is something else', () => {
    expect(refusalOf(new ForecourtError('PROVIDER_KEY_REFUSED', 'Incorrect API key provided.'), 'openai')).toBe(
      'OpenAI does not take this key.',
    );
    expect(refusalOf(new ForecourtError('OUTBOUND_REFUSED', 'It is private.'), 'openai')).toBeUndefined();
  });
});

describe('models that are taken away', () => {
  it('are named once, however much they do', () => {
    const both = (['editImage', 'generateImage'] as const).map((operation) => ({
      ...{ model: 'old-1', operation, retiresOn: '2026-12-01', replacedBy: null, isGone: false },
    }));
    expect(modelsOf(both, false).map(({ model }) => model)).toEqual(['old-1']);
    expect(modelsOf(both, true)).toEqual([]);
  });
});

describe('what a model costs and makes', () => {
  const words = (price: Offer['price'], operation: Offer['operation'] = 'generateImage') => priceInWords({ price, operation }, 'en-US');

  it('is said for every way of charging', () => {
    const tokens = { inputTextUsdPerMillion: 5, inputImageUsdPerMillion: 8, outputUsdPerMillion: 40, inputTokensOfPicture: 0 };
    expect(words(null)).toBe('Price not known, so it is not used');
    expect(words({ per: 'call', usd: 0 })).toBe('Free');
    expect(words({ per: 'call', usd: 0.02 }, 'analyzeImage')).toBe('$0.02 an answer');
    expect(words({ per: 'image', usd: 0.19, kinds: [{ quality: 'low', usd: 0.011 }] })).toBe('$0.011 to $0.19 a picture');
    expect(words({ per: 'image', usd: 0.04, kinds: [] })).toBe('$0.04 a picture');
    expect(words({ per: 'second', usd: 0.001, mostSeconds: 60 })).toBe('$0.001 a second, at most $0.06');
    expect(words({ per: 'token', ...tokens, outputTokens: [{ quality: 'low', tokens: 250 }, { tokens: 5000 }] })).toBe(
      '$0.01 to $0.20 a picture, and what is sent',
    );
  });

  it('names a few sizes, and how many more there are', () => {
    const list = [1, 2, 3, 4, 5].map((step) => ({ widthPx: step * 512, heightPx: 512 }));
    expect(sizesInWords({ sizes: { kind: 'list', list } })).toBe('512 × 512, 1024 × 512, 1536 × 512 and 2 more');
    expect(sizesInWords({ sizes: undefined })).toBe('');
  });
});

describe('what is entered', () => {
  it('is a name as the server takes it, and one that is free', () => {
    expect(['openai', 'Open AI', '2nd', ''].map((name) => nameProblem(name) === undefined)).toEqual([true, false, false, false]);
    expect(freeName('openai', [])).toBe('openai');
    expect(freeName('openai', ['openai', 'openai-2'])).toBe('openai-3');
  });

  it('is a whole number within its bounds, or nothing where nothing is no limit', () => {
    const range = { least: 1, most: 100 };
    expect(['1', '100', '0', '101', '1.5', ''].map((text) => numberProblem(text, range) === undefined)).toEqual([
      ...[true, true, false, false, false, false],
    ]);
    expect(numberProblem('', { ...range, isOptional: true })).toBeUndefined();
    expect(limitsInWords({ concurrency: 2, requestsPerMinute: null }, 'en-US')).toBe('2 at once');
    expect(limitsInWords({ concurrency: null, requestsPerMinute: null })).toBe('Only the provider’s own');
  });
});
