import type { ErrorCode } from '@forecourt/errors';
import { type Fault, type FaultKind, faultKinds, type ReplicateEmulator, redCarPhoto, startReplicateEmulator } from '@forecourt/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createReplicateProvider, type ReplicateProvider } from './provider.ts';

let emulator: ReplicateEmulator;
let replicate: ReplicateProvider;
beforeAll(async () => {
  emulator = await startReplicateEmulator();
});
beforeEach(() => {
  replicate = create(60_000);
});
afterAll(() => emulator[Symbol.asyncDispose]());

const create = (deadlineMs: number) =>
  createReplicateProvider({ token: emulator.token, baseUrl: emulator.baseUrl, pollMs: { first: 1, most: 5 }, deadlineMs });

const photo = redCarPhoto({ widthPx: 64, heightPx: 48 });
const calls = {
  removeBackground: () => replicate.removeBackground({ image: photo }),
  generateImage: () =>
    replicate.generateImage({ prompt: 'a red car', model: 'stability-ai/sdxl', size: { widthPx: 256, heightPx: 256 }, seed: 3 }),
  editImage: () => replicate.editImage({ prompt: 'at dawn', images: [photo], seed: 3 }),
};

/** How each way of failing ends. */
const outcomes: Readonly<Record<FaultKind, ErrorCode>> = {
  unauthenticated: 'PROVIDER_UNAUTHENTICATED',
  forbidden: 'PROVIDER_FORBIDDEN',
  'out-of-credit': 'PROVIDER_OUT_OF_CREDIT',
  'rate-limited': 'PROVIDER_RATE_LIMITED',
  refused: 'PROVIDER_REFUSED',
  rejected: 'PROVIDER_REJECTED',
  'model-gone': 'MODEL_RETIRED',
  'server-error': 'PROVIDER_UNAVAILABLE',
  html: 'PROVIDER_ANSWER_INVALID',
  reset: 'PROVIDER_UNAVAILABLE',
  'reset-after': 'PROVIDER_UNAVAILABLE',
  'cut-body': 'PROVIDER_ANSWER_INVALID',
  stuck: 'PROVIDER_STUCK',
  'slow-drip': 'PROVIDER_STUCK',
  'empty-picture': 'PROVIDER_ANSWER_INVALID',
  'truncated-picture': 'PROVIDER_ANSWER_INVALID',
  'no-picture': 'PROVIDER_ANSWER_INVALID',
  'wrong-type': 'PROVIDER_ANSWER_INVALID',
  'wrong-size': 'PROVIDER_ANSWER_INVALID',
  'too-few': 'PROVIDER_ANSWER_INVALID',
};
/** Nothing was begun, so it costs nothing, and the error says so. */
const free: readonly FaultKind[] = ['unauthenticated', 'forbidden', 'out-of-credit', 'rate-limited', 'rejected', 'model-gone'];
/** The run was done, or its seconds are known: the error says what it cost. */
const paid: readonly FaultKind[] = ['empty-picture', 'truncated-picture', 'no-picture', 'wrong-type', 'too-few'];

describe.each(Object.entries(calls))('%s by Replicate', (operation, call) => {
  // How large the result of an edit is nobody says before it is there.
  const kinds = faultKinds.filter((kind) => kind !== 'wrong-size' || operation !== 'editImage');

  it.each(kinds)('fails as it should, once and with its price: %s', async (kind) => {
    // Only what never ends has to wait for the end of its time.
    if (kind === 'stuck' || kind === 'slow-drip') replicate = create(400);
    const fault: Fault = kind === 'slow-drip' ? { kind, pieceMs: 50 } : { kind };
    const [startsBefore, chargesBefore] = [starts(), emulator.charged.length];
    emulator.failNext(fault);
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    await replicate.close();
    expect(error).toMatchObject({ code: outcomes[kind], hint: expect.any(String) });
    expect(starts()).toBe(startsBefore + 1);
    const charged = emulator.charged.slice(chargesBefore);
    expect(charged.length).toBeLessThanOrEqual(1);
    if (free.includes(kind)) expect(error).toMatchObject({ details: { costUsd: 0 } });
    if (paid.includes(kind)) expect(charged[0]?.usd).toBeCloseTo(costOf(error), 5);
    // What was given up does not go on there.
    expect(emulator.runs.every(({ status }) => status !== 'processing')).toBe(true);
  });

  it('works again afterwards', async () => {
    await expect(call()).resolves.toMatchObject({ provider: 'replicate' });
    await replicate.close();
  });
});

function starts(): number {
  return emulator.requests.filter(({ isWork }) => isWork).length;
}

function costOf(error: unknown): number {
  const { details }: { details?: { costUsd?: number } } = Object(error);
  return details?.costUsd ?? Number.NaN;
}
