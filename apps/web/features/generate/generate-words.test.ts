import type { GenerationAttempt } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import { attemptWords, detour, dollars, priceOf, time, underWay } from './generate-words.ts';
import { generationFixture } from './generation-fixture.ts';

const attempt = (provider: string, outcome: GenerationAttempt['outcome'], reason: string | null = null): GenerationAttempt => ({
  ...{ provider, model: 'm', outcome, isHedge: false, code: null, reason, startedAt: '2026-11-21T10:00:00Z' },
  ...{ durationMs: 1, estimatedUsd: 0, costUsd: 0 },
});
const made = { provider: 'replicate', model: 'm', costUsd: 0.04, totalMs: 1, isCached: false, warnings: [] };

describe('prices', () => {
  it('have as many digits as say something, and never look like nothing', () => {
    expect([0, 0.000_02, 0.0042, 0.04, 0.125, 3].map((usd) => dollars(usd, 'en-US'))).toEqual([
      'free',
      '$0.0001',
      '$0.0042',
      '$0.04',
      '$0.125',
      '$3.00',
    ]);
  });

  it('name the most only where it is more than usual', () => {
    expect(priceOf({ usualUsd: 0.04, mostUsd: 0.04 }, 'en-US')).toBe('$0.04');
    expect(priceOf({ usualUsd: 0.04, mostUsd: 0.06 }, 'en-US')).toBe('$0.04, at most $0.06');
    expect(priceOf({ usualUsd: null, mostUsd: null })).toBe('Price not known');
  });
});

describe('what is said of a picture', () => {
  it('tells times as people do', () => {
    expect([300, 1440, 12_300, 130_000].map(time)).toEqual(['1 s', '1.4 s', '12 s', '2 min']);
  });

  it('says where it stands', () => {
    expect(underWay(generationFixture('a', { state: 'waiting', position: 3 }))).toBe('3 ahead in the queue');
    expect(underWay(generationFixture('a', { state: 'working', progress: { stage: 'sharpening', share: 0.2 } }))).toBe('Sharpening');
  });

  it('tells of a detour only where another one failed first', () => {
    expect(detour({ made, attempts: [attempt('openai', 'failed'), attempt('replicate', 'done')] })).toBe(
      'OpenAI failed; Replicate made this picture.',
    );
    expect(detour({ made, attempts: [attempt('replicate', 'failed'), attempt('replicate', 'done')] })).toBeNull();
    expect(attemptWords(attempt('openai', 'failed', 'OpenAI is overloaded.'))).toBe('OpenAI is overloaded.');
    expect(attemptWords(attempt('openai', 'failed', 'The connection broke.'))).toBe('OpenAI failed: The connection broke.');
    expect(attemptWords(attempt('openai', 'skipped', 'it is paused'))).toBe('OpenAI was passed over: it is paused');
  });
});
