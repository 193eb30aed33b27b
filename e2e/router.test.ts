import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '@forecourt/sdk';
import { createLocalProvider, type LocalProvider } from '@forecourt/sdk/providers/local';
import { createOpenAiProvider } from '@forecourt/sdk/providers/openai';
import { createReplicateProvider } from '@forecourt/sdk/providers/replicate';
import { attemptsOf, createMemoryBreakers, createMemoryBudget, createMemoryLedger, createRouter, type Router } from '@forecourt/sdk/router';
import {
  type Charge,
  type EmulatorRequest,
  type Fault,
  type FaultKind,
  faultKinds,
  installTinyModel,
  type OpenAiEmulator,
  type ReplicateEmulator,
  redCarPhoto,
  startOpenAiEmulator,
  startReplicateEmulator,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let openAi: OpenAiEmulator;
let replicate: ReplicateEmulator;
let spare: ReplicateEmulator;
let folder: TemporaryFolder;
beforeAll(async () => {
  [openAi, replicate, spare] = await Promise.all([startOpenAiEmulator(), startReplicateEmulator(), startReplicateEmulator()]);
  folder = await temporaryFolder();
});
afterAll(async () => {
  for (const resource of [openAi, replicate, spare, folder]) await resource[Symbol.asyncDispose]();
});

/** For what never ends: nothing else is given so little time, since a busy machine may need it. */
const shortMs = 300;
const longMs = 60_000;
const endless: readonly FaultKind[] = ['stuck', 'slow-drip'];
const createOpenAi = (timeoutMs: number) => createOpenAiProvider({ apiKey: openAi.apiKey, baseUrl: openAi.url, timeoutMs, previews: 0 });
const createReplicate = (emulator: ReplicateEmulator, name: string, deadlineMs = longMs) =>
  createReplicateProvider({ token: emulator.token, baseUrl: emulator.baseUrl, name, pollMs: { first: 1, most: 5 }, deadlineMs });

const promptOf = ({ body, isWork }: EmulatorRequest) => (isWork ? /"prompt":"([^"]*)"/.exec(JSON.stringify(body))?.[1] : undefined);

/** The words of each picture say how it is to fail. */
function faultOf(request: EmulatorRequest): Fault | undefined {
  const word = /^fault (\S+)/.exec(promptOf(request) ?? '')?.[1];
  const kind = faultKinds.find((one) => one === word);
  // Without a time to wait: with one, nobody would be asked meanwhile.
  if (kind === 'rate-limited') return { kind, retryAfterMs: null };
  if (kind === 'slow-drip') return { kind, pieceMs: 50 };
  return kind && { kind };
}

const rounds = 10;
/** Each way of failing ten times: half of the calls have another provider behind the one that fails, half have nobody. */
const calls = faultKinds.flatMap((kind) =>
  Array.from({ length: rounds }, (_, round) => ({ kind, isAlone: round % 2 === 0, prompt: `fault ${kind} ${round}` })),
);
/** Ways in which nothing was made, so that asking once more costs nothing. */
const free: readonly FaultKind[] = ['unauthenticated', 'forbidden', 'out-of-credit', 'rate-limited', 'refused', 'rejected', 'model-gone'];

/** Ways in which the work is done at the provider, so that it may be fetched after all. */
const fetchable: readonly FaultKind[] = ['reset-after', 'cut-body', 'slow-drip'];

/** The same without its limit of requests a minute, which two hundred failures in a few seconds would reach. */
const unlimited = (provider: Provider): Provider => ({
  ...provider,
  async abilities() {
    const { offers, ...rest } = await provider.abilities();
    return { ...rest, offers: offers.map((offer) => ({ ...offer, limits: { ...offer.limits, requestsPerMinute: undefined } })) };
  },
});

const usdOf = (charges: readonly Charge[]) => charges.reduce((sum, { usd }) => sum + usd, 0);

async function sendAll(
  routerFor: (kind: FaultKind) => Router,
  faulty: string,
  size: { readonly widthPx: number; readonly heightPx: number },
) {
  const waiting = [...calls];
  const outcomes: { kind: FaultKind; isAlone: boolean; prompt: string; provider: string | null; error: unknown }[] = [];
  const work = async () => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      const { kind, isAlone, prompt } = call;
      const context = isAlone ? { providers: [faulty] } : {};
      await routerFor(kind)
        .generateImage({ prompt, size }, context)
        .then(
          ({ provider, images, route }) => {
            expect(images[0]).toMatchObject({ format: 'png', ...size });
            expect(route.attempts.map((attempt) => attempt.provider).at(-1)).toBe(provider);
            outcomes.push({ kind, isAlone, prompt, provider, error: undefined });
          },
          (error: unknown) => outcomes.push({ kind, isAlone, prompt, provider: null, error }),
        );
    }
  };
  // What never ends is waited for by several at a time.
  await Promise.all(Array.from({ length: 12 }, work));
  return outcomes;
}

describe.each([
  ['openai', 1024, createOpenAi, () => openAi],
  // Small pictures take less time, where there are any.
  ['replicate', 256, (ms: number) => createReplicate(replicate, 'replicate', ms), () => replicate],
])('two hundred failures of %s', (name, sidePx, create, emulatorOf) => {
  it('bring no silent success, no second charge, and no other kind of operation', async () => {
    const emulator: OpenAiEmulator | ReplicateEmulator = emulatorOf();
    emulator.failWith(faultOf);
    const [before, spareBefore] = [emulator.charged.length, spare.charged.length];
    const ledger = createMemoryLedger();
    const budget = createMemoryBudget({ limits: { day: 1_000_000_000 } });
    const breakers = createMemoryBreakers({ failures: 1_000_000, opensAtOnce: [] });
    const routerWith = (provider: Provider) =>
      createRouter({ providers: [unlimited(provider), unlimited(createReplicate(spare, 'spare'))], breakers, budget, ledger });
    await using patient = routerWith(create(longMs));
    await using impatient = routerWith(create(shortMs));
    const side = { widthPx: sidePx, heightPx: sidePx };
    const outcomes = await sendAll((kind) => (endless.includes(kind) ? impatient : patient), name, side);
    expect(outcomes).toHaveLength(200);

    for (const { kind, isAlone, prompt, provider: who, error } of outcomes) {
      // Nothing that the failing one said was taken for a picture, unless it was fetched whole; what its rules refuse ends the call.
      if (who === name) expect(fetchable).toContain(kind);
      else expect({ prompt, who }).toEqual({ prompt, who: isAlone || kind === 'refused' ? null : 'spare' });
      if (error === undefined) continue;
      expect(ForecourtError.is(error)).toBe(true);
      expect(attemptsOf(error).map((attempt) => attempt.outcome)).toContain('failed');
    }

    const asked = new Map<string, number>();
    for (const request of emulator.requests) {
      const prompt = promptOf(request);
      if (prompt?.startsWith('fault')) asked.set(prompt, (asked.get(prompt) ?? 0) + 1);
    }
    for (const { kind, prompt } of calls)
      if (!free.includes(kind)) expect({ prompt, asked: asked.get(prompt) }).toEqual({ prompt, asked: 1 });

    const charged = [...emulator.charged.slice(before), ...spare.charged.slice(spareBefore)];
    expect(new Set(charged.map(({ operation }) => operation))).toEqual(new Set(['generateImage']));
    const booked = ledger.entries.reduce((sum, { cost }) => sum + cost, 0);
    expect(booked).toBeGreaterThanOrEqual(Math.floor(usdOf(charged) * 1e6));
    expect(await budget.read('default')).toMatchObject([{ spent: booked, reserved: 0 }]);
    emulator.failWith(undefined);
  });
});

describe('the order that was set', () => {
  let local: LocalProvider;
  beforeAll(async () => {
    local = createLocalProvider(await installTinyModel(folder.path));
  });
  afterAll(() => local.close());

  it('is kept, whichever provider fails, and the result says who made it', async () => {
    const photo = redCarPhoto({ widthPx: 64, heightPx: 48 });
    await using router = createRouter({
      providers: [createReplicate(replicate, 'replicate'), createReplicate(spare, 'spare'), local],
      closesProviders: false,
    });
    for (const failing of [[], ['replicate'], ['replicate', 'spare']]) {
      for (const name of failing) (name === 'spare' ? spare : replicate).failNext('forbidden');
      const { provider, route, save } = await router.removeBackground({ image: photo });
      expect(route.attempts.map((attempt) => [attempt.provider, attempt.outcome])).toEqual([
        ...failing.map((name) => [name, 'failed']),
        [provider, 'done'],
      ]);
      expect(provider).toBe(['replicate', 'spare', 'local'][failing.length]);
      await save(`${folder.path}/${provider}.png`);
    }
  });

  it('goes on within the budget: with the money spent, the machine’s own engine does it', async () => {
    await using router = createRouter({
      providers: [createReplicate(replicate, 'replicate'), local],
      closesProviders: false,
      budget: createMemoryBudget({ limits: { day: 1 } }),
    });
    const { route } = await router.removeBackground({ image: redCarPhoto({ widthPx: 64, heightPx: 48 }) });
    expect(route).toMatchObject({
      cost: 0,
      attempts: [
        { outcome: 'skipped', code: 'BUDGET_EXCEEDED' },
        { provider: 'local', outcome: 'done' },
      ],
    });
  });
});

describe('an abort', () => {
  it('reaches the provider over the wire', async () => {
    await using router = createRouter({ providers: [createOpenAiProvider({ apiKey: openAi.apiKey, baseUrl: openAi.url })] });
    openAi.failNext('stuck');
    const controller = new AbortController();
    const prompt = 'a car that nobody waits for';
    const calling = router.generateImage({ prompt }, { signal: controller.signal });
    calling.catch(() => undefined);
    const isThere = (request: EmulatorRequest) => promptOf(request) === prompt;
    await openAi.until(({ requests }) => requests.some(isThere));
    controller.abort();
    await expect(calling).rejects.toMatchObject({ code: 'ABORTED' });
    await openAi.until(({ requests }) => requests.some((request) => isThere(request) && request.aborted));
  });
});
