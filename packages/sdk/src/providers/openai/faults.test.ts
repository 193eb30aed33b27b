import { ForecourtError } from '@forecourt/errors';
import { type Fault, faultKinds, type OpenAiEmulator, redCarPhoto, startOpenAiEmulator } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CallContext } from '../provider.ts';
import { createOpenAiProvider, type OpenAiProvider } from './provider.ts';

let emulator: OpenAiEmulator;
beforeAll(async () => {
  emulator = await startOpenAiEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

const photo = redCarPhoto();
const small = { prompt: 'a red car', quality: 'low', size: { widthPx: 1024, heightPx: 640 }, count: 2 } as const;
const schema = z.object({ isCar: z.boolean() });

const calls: Readonly<Record<string, (openai: OpenAiProvider, context: CallContext) => Promise<{ costUsd: number }>>> = {
  generateImage: (openai, context) => openai.generateImage(small, context),
  'generateImage, streamed': (openai, context) => openai.generateImage({ ...small, count: 1 }, { ...context, onProgress: () => undefined }),
  editImage: (openai, context) => openai.editImage({ ...small, count: 1, images: [photo] }, context),
  analyzeImage: (openai, context) => openai.analyzeImage({ images: [photo], prompt: 'Is it a car?', schema }, context),
};

/** What each fault has to become, and whether anybody may believe that nothing was paid. */
const outcomes: Readonly<Record<Fault['kind'], { readonly code: string; readonly isFree: boolean; readonly details?: object }>> = {
  unauthenticated: { code: 'PROVIDER_UNAUTHENTICATED', isFree: true, details: { status: 401, code: 'invalid_api_key' } },
  forbidden: { code: 'PROVIDER_FORBIDDEN', isFree: true, details: { status: 403 } },
  'out-of-credit': { code: 'PROVIDER_OUT_OF_CREDIT', isFree: true, details: { status: 429, code: 'insufficient_quota' } },
  'rate-limited': { code: 'PROVIDER_RATE_LIMITED', isFree: true, details: { retryAfterMs: 12_000 } },
  refused: { code: 'PROVIDER_REFUSED', isFree: true, details: { code: 'moderation_blocked', categories: ['violence'] } },
  rejected: { code: 'PROVIDER_REJECTED', isFree: true, details: { param: 'size' } },
  'model-gone': { code: 'MODEL_RETIRED', isFree: true, details: { status: 404 } },
  'server-error': { code: 'PROVIDER_UNAVAILABLE', isFree: false, details: { status: 500 } },
  html: { code: 'PROVIDER_ANSWER_INVALID', isFree: false },
  reset: { code: 'PROVIDER_UNAVAILABLE', isFree: false },
  'reset-after': { code: 'PROVIDER_UNAVAILABLE', isFree: false },
  'cut-body': { code: 'PROVIDER_ANSWER_INVALID', isFree: false },
  stuck: { code: 'PROVIDER_STUCK', isFree: false },
  'slow-drip': { code: 'PROVIDER_STUCK', isFree: false },
  'empty-picture': { code: 'PROVIDER_ANSWER_INVALID', isFree: false },
  'truncated-picture': { code: 'PROVIDER_ANSWER_INVALID', isFree: false },
  'no-picture': { code: 'PROVIDER_ANSWER_INVALID', isFree: false },
  'wrong-type': { code: 'PROVIDER_ANSWER_INVALID', isFree: false },
  'wrong-size': { code: 'PROVIDER_ANSWER_INVALID', isFree: false },
  'too-few': { code: 'PROVIDER_ANSWER_INVALID', isFree: false },
};

describe.each(Object.keys(calls))('%s by OpenAI', (name) => {
  const call = calls[name] ?? (() => Promise.reject(new TypeError('there is no such call')));

  it.each(faultKinds)('fails aloud when OpenAI has the fault %s, is sent once, and works afterwards', async (kind) => {
    const { code, isFree, details = {} } = outcomes[kind];
    // Only what ends by its time is given little of it.
    const isSlow = kind === 'stuck' || kind === 'slow-drip';
    await using openai = createOpenAiProvider({ apiKey: emulator.apiKey, baseUrl: emulator.url, ...(isSlow && { timeoutMs: 300 }) });
    const before = emulator.requests.length;
    emulator.failNext(kind === 'slow-drip' ? { kind, pieceMs: 5000 } : kind);
    const key = `${name} ${kind}`;
    const error: unknown = await call(openai, { idempotencyKey: key }).catch((thrown: unknown) => thrown);
    if (!ForecourtError.is(error)) throw new TypeError(`it is no error of ours: ${String(error)}`);
    expect({ code: error.code, details: error.details ?? {} }).toMatchObject({ code, details });
    expect(error.hint).toMatch(/\w{3,}/);
    // What ends by its time may have ended before it was sent, on a busy machine.
    expect(emulator.requests.length - before).toBeLessThanOrEqual(1);
    if (!isSlow) expect(emulator.requests).toHaveLength(before + 1);
    // Who says that it was free is right; who does not know keeps the estimate.
    const charge = emulator.charged.find(({ idempotencyKey }) => idempotencyKey === key);
    if (isFree) expect([error.details?.costUsd, charge]).toEqual([0, undefined]);
    else if (error.details?.costUsd !== undefined)
      expect(error.details.costUsd).toBeGreaterThanOrEqual(charge?.usd ?? Number.POSITIVE_INFINITY);

    await using sound = createOpenAiProvider({ apiKey: emulator.apiKey, baseUrl: emulator.url });
    expect((await call(sound, { idempotencyKey: key })).costUsd).toBeGreaterThan(0);
    expect(emulator.charged.filter(({ idempotencyKey }) => idempotencyKey === key)).toHaveLength(1);
  });
});

describe('OpenAI', () => {
  it.each<[Fault, string, object]>([
    [{ kind: 'server-error', status: 503 }, 'PROVIDER_UNAVAILABLE', { status: 503 }],
    [{ kind: 'server-error', status: 502 }, 'PROVIDER_UNAVAILABLE', { status: 502 }],
    [{ kind: 'server-error', status: 504 }, 'PROVIDER_UNAVAILABLE', { status: 504 }],
    [{ kind: 'rate-limited', retryAfterMs: 250 }, 'PROVIDER_RATE_LIMITED', { retryAfterMs: 250 }],
  ])('is told from %j', async (fault, code, details) => {
    await using openai = createOpenAiProvider({ apiKey: emulator.apiKey, baseUrl: emulator.url });
    emulator.failNext(fault);
    await expect(openai.generateImage(small)).rejects.toMatchObject({ code, details });
  });

  it('says no time to wait where it was told none', async () => {
    await using openai = createOpenAiProvider({ apiKey: emulator.apiKey, baseUrl: emulator.url });
    emulator.failNext({ kind: 'rate-limited', retryAfterMs: null });
    const error: unknown = await openai.generateImage(small).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
      details: expect.not.objectContaining({ retryAfterMs: expect.anything() }),
    });
  });

  it('is not reached where nobody listens, and nothing can have been paid', async () => {
    const gone = await startOpenAiEmulator();
    await gone[Symbol.asyncDispose]();
    await using openai = createOpenAiProvider({ apiKey: 'sk-x', baseUrl: gone.url });
    await expect(openai.generateImage(small)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', details: { costUsd: 0 } });
  });
});
