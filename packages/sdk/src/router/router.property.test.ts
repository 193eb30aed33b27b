import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryBudget } from './budget/index.ts';
import { attemptsOf, createMemoryLedger, createRouter } from './index.ts';
import type { Attempt } from './parts.ts';
import type { Route } from './routed.ts';
import { createFarEnd, type FarCall, type Step } from './testing/far-end.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const cases = { numRuns: 1000 };

const freeCodes = ['PROVIDER_UNAUTHENTICATED', 'PROVIDER_OUT_OF_CREDIT', 'PROVIDER_RATE_LIMITED', 'PROVIDER_REJECTED'] as const;
const dearCodes = ['PROVIDER_UNAVAILABLE', 'PROVIDER_STUCK', 'PROVIDER_ANSWER_INVALID', 'PROVIDER_REFUSED', 'INTERNAL'] as const;

const ms = fc.integer({ min: 1, max: 400 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('done' as const), ms }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      ms,
      code: fc.constantFrom<ErrorCode>(...freeCodes),
      charges: fc.constant(false),
      tells: fc.boolean(),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      ms,
      code: fc.constantFrom<ErrorCode>(...dearCodes),
      charges: fc.boolean(),
      tells: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('stuck' as const), charges: fc.boolean(), tells: fc.boolean(), isDeaf: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('lie' as const),
      ms,
      how: fc.constantFrom('empty' as const, 'too few' as const, 'wrong type' as const, 'wrong size' as const),
    }),
  },
);

const farEnd = fc.record({
  operations: fc.constantFrom(['generateImage'] as const, ['editImage'] as const, ['generateImage', 'editImage'] as const),
  takesSeed: fc.boolean(),
  cents: fc.integer({ min: 0, max: 4 }),
  script: fc.array(step, { maxLength: 4 }),
});

const world = fc.record({
  farEnds: fc.array(farEnd, { minLength: 1, maxLength: 4 }),
  operation: fc.constantFrom('generateImage' as const, 'editImage' as const),
  seed: fc.option(fc.nat(1000), { nil: undefined }),
  choose: fc.constantFrom('order' as const, 'price' as const, 'speed' as const),
  hedgeAfterMs: fc.option(ms, { nil: undefined }),
  deadlineMs: fc.integer({ min: 200, max: 20_000 }),
  abortAfterMs: fc.option(fc.integer({ min: 0, max: 600 }), { nil: undefined }),
  budgetCents: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
});

type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** Makes one call in one world, and tells everything about it. */
async function play({ farEnds, operation, seed, choose, hedgeAfterMs, deadlineMs, abortAfterMs, budgetCents }: World) {
  const clock = createVirtualClock();
  const ends = farEnds.map(({ operations, takesSeed, cents, script }, index) =>
    createFarEnd({
      name: `far-${index}`,
      clock,
      operations,
      script,
      offer: { parameters: takesSeed ? ['seed', 'size'] : ['size'], price: { per: 'call', usd: cents / 100 } },
    }),
  );
  const trouble: ForecourtError[] = [];
  const ledger = createMemoryLedger();
  const budget = createMemoryBudget({ clock: clock.now, limits: { day: budgetCents === undefined ? 10_000_000 : budgetCents * 10_000 } });
  const router = createRouter({
    providers: ends.map(({ provider }) => provider),
    choose,
    deadlineMs,
    ...(hedgeAfterMs !== undefined && { hedge: { afterMs: hedgeAfterMs } }),
    budget,
    ledger,
    clock,
    random: () => 0.5,
    onTrouble: (error) => trouble.push(error),
  });
  const controller = new AbortController();
  const cancelAbort = abortAfterMs === undefined ? undefined : clock.after(abortAfterMs, () => controller.abort());
  const request = { prompt: 'a red car', count: 2, size: { widthPx: 64, heightPx: 64 }, seed };
  const context = { signal: controller.signal };
  const calling =
    operation === 'generateImage'
      ? router.generateImage(request, context)
      : router.editImage({ ...request, images: [new Uint8Array([1])] }, context);
  const outcome = await clock.until(
    calling.then(
      (made) => ({ made, error: undefined }),
      (error: unknown) => ({ made: undefined, error }),
    ),
  );
  cancelAbort?.();
  const route: Route | undefined = outcome.made?.route;
  const attempts = route?.attempts ?? attemptsOf(outcome.error);
  const calls = ends.flatMap((end) => end.calls).sort((one, other) => one.startedAt - other.startedAt);
  const [day] = await budget.read('default');
  return { ...outcome, route, attempts, calls, clock, ledger, day, trouble, aborted: controller.signal.aborted };
}

const tried = (attempts: readonly Attempt[]) => attempts.filter(({ outcome }) => outcome !== 'skipped');
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const tells = ({ step: { kind, ...rest } }: FarCall) =>
  kind === 'done' || kind === 'lie' || ('tells' in rest && rest.tells && !('isDeaf' in rest && rest.isDeaf));
const isFree = ({ step: how, sawAbort }: FarCall) => how.kind === 'fail' && !sawAbort && freeCodes.some((code) => code === how.code);

describe('a router, whatever goes wrong', () => {
  it('gives a whole result or a typed error, never both and never a silent success', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { made, error, attempts } = await play(given);
        if (made) {
          expect(error).toBeUndefined();
          expect(made.images).toHaveLength(2);
          for (const image of made.images) {
            expect(image.bytes.byteLength).toBeGreaterThan(0);
            expect(image).toMatchObject({ format: 'png', widthPx: 64, heightPx: 64 });
          }
          expect(attempts.some(({ outcome, provider }) => outcome === 'done' && provider === made.provider)).toBe(true);
        } else {
          expect(ForecourtError.is(error)).toBe(true);
        }
      }),
      cases,
    );
  });

  it('asks nobody for what they cannot do, and tells all calls in their order', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { attempts, calls, ledger } = await play(given);
        for (const call of calls) {
          expect(call.operation).toBe(given.operation);
          expect(call.cannot).toEqual([]);
        }
        const told = tried(attempts).map(({ provider, startedAt }) => [provider, startedAt]);
        expect(told).toHaveLength(calls.length);
        expect(new Set(told.map(String))).toEqual(new Set(calls.map(({ provider, startedAt }) => String([provider, startedAt]))));
        expect(told.map(([, startedAt]) => startedAt)).toEqual(calls.map(({ startedAt }) => startedAt));
        expect(ledger.entries).toHaveLength(calls.length);
      }),
      cases,
    );
  });

  it('books what the far ends charged: to the cent where they tell, and never less', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { attempts, calls, ledger, day, route } = await play(given);
        const charged = sum(calls.map((call) => call.charged));
        const booked = sum(tried(attempts).map(({ cost }) => cost));
        expect(booked).toBeGreaterThanOrEqual(charged);
        if (calls.every((call) => tells(call) || isFree(call))) expect(booked).toBe(charged);
        expect(sum(ledger.entries.map(({ cost }) => cost))).toBe(booked);
        expect(day).toMatchObject({ spent: booked, reserved: 0 });
        expect(day?.spent).toBeLessThanOrEqual(day?.limit ?? 0);
        if (route) expect(route.cost).toBe(booked);
      }),
      cases,
    );
  });

  it('pays nobody twice: who may have been paid is not asked again', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { calls, attempts } = await play(given);
        for (const name of new Set(calls.map(({ provider }) => provider))) {
          const own = tried(attempts).filter(({ provider }) => provider === name);
          expect(own.slice(0, -1).every(({ cost }) => cost === 0)).toBe(true);
          expect(own.length).toBeLessThanOrEqual(2);
          expect(new Set(calls.filter(({ provider }) => provider === name).map(({ key }) => key)).size).toBe(1);
        }
      }),
      cases,
    );
  });

  it('leaves nothing behind: an abort reaches whoever is at work, and no call and no timer outlives the router’s', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { calls, clock, trouble, error, aborted, made } = await play(given);
        for (const call of calls) expect(call.hasEnded || (call.sawAbort && 'isDeaf' in call.step && call.step.isDeaf)).toBe(true);
        expect(clock.pending).toBe(0);
        expect(trouble).toEqual([]);
        if (aborted && !made) expect(calls.every((call) => call.sawAbort || call.hasEnded)).toBe(true);
        if (ForecourtError.is(error) && error.code === 'ABORTED') expect(aborted).toBe(true);
      }),
      cases,
    );
  });
});
