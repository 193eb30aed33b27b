import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderDetail } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import { type OpenAiEmulator, startOpenAiEmulator, temporaryFolder } from '@forecourt/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../database/open.ts';
import { notifications } from '../database/schema.ts';
import { readUsageSums } from '../database/usage-sums.ts';
import { createOutbound } from '../outbound/index.ts';
import { openSecrets } from '../secrets/index.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { onBothColumns, type Place } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { readProviderCatalogue } from './catalogue.ts';
import { createProviders, type Providers } from './index.ts';
import { lookAfterProviders } from './retirements.ts';

const patience = { timeout: 10_000, interval: 10 };
const close = async () => undefined;
/** An engine that can do nothing. */
const engine: Provider = {
  name: 'engine',
  abilities: async () => ({ provider: 'engine', checkedOn: null, offers: [] }),
  health: async () => ({ state: 'ready', message: 'It says so.' }),
  close,
  [Symbol.asyncDispose]: close,
};

onBothColumns('routers of dealerships', (column) => {
  let place: Place;
  let databases: readonly [Database, Database];
  let openai: OpenAiEmulator;
  /** As two processes have them. */
  let here: Providers;
  let there: Providers;
  const stack = new AsyncDisposableStack();
  const troubles: string[] = [];

  beforeAll(async () => {
    place = stack.use(await column.makePlace());
    openai = stack.use(await startOpenAiEmulator());
    const first = stack.use(await openDatabase(place));
    databases = [first, place.url === undefined ? first : stack.use(await openDatabase(place))];
    [here, there] = [await open(databases[0]), await open(databases[1])];
  });
  afterAll(() => stack.disposeAsync());

  async function open(database: Database): Promise<Providers> {
    const logger = pino({ level: 'silent' });
    const { secrets } = stack.use(await openSecrets({ database, dataDir: place.dataDir, keys: undefined, logger }));
    const outbound = stack.use(createOutbound({ allow: ['127.0.0.1'] }));
    const onTrouble = ({ error }: { error: { code: string } }) => void troubles.push(error.code);
    const parts = {
      database,
      secrets,
      outbound,
      logger,
      engine,
      hostsOf: async () => [],
      redis: undefined,
      catalogueFile: undefined,
      onTrouble,
    };
    return stack.use(await createProviders({ ...parts, metrics: createMetrics() }));
  }
  const callerOf = (dealershipId: string) => ({ kind: 'person' as const, dealershipId, name: 'Ann', role: 'owner' as const, scopes: [] });
  const usual = { weight: 100, isEnabled: true, limits: { concurrency: null, requestsPerMinute: null } };
  const add = (dealershipId: string, more: object = {}): Promise<ProviderDetail> =>
    here.settings.create(callerOf(dealershipId), { ...usual, kind: 'openai', key: openai.apiKey, baseUrl: openai.url, ...more });
  const paint = async (providers: Providers, dealershipId: string) => {
    const router = await providers.routers.of(dealershipId);
    return await router.generateImage({ prompt: 'a red car', quality: 'low' }, { scope: 'somebody else', labels: { actor: 'named:Ann' } });
  };

  it('are made anew in every process when a provider is added, switched off, or gets another key', async () => {
    const dealershipId = await sampleDealership(databases[0]);
    await expect(paint(there, dealershipId)).rejects.toMatchObject({ code: 'NO_PROVIDER' });
    const { id } = await add(dealershipId);
    await vi.waitFor(async () => expect(await paint(there, dealershipId)).toMatchObject({ provider: 'openai' }), patience);
    const { total } = await readUsageSums(databases[0].orm, dealershipId, { from: '2026-01-01', to: '2099-12-31', groupBy: 'person' });
    expect(total.costMicrodollars).toBe(Math.ceil((openai.charged.at(-1)?.usd ?? 0) * 1e6 - 1e-6));

    await using other = await startOpenAiEmulator({ apiKey: 'sk-another-0123456789' });
    await here.settings.changeKey(callerOf(dealershipId), id, { key: other.apiKey, baseUrl: other.url });
    const before = openai.requests.length;
    await vi.waitFor(async () => {
      await paint(there, dealershipId);
      expect(other.charged.length).toBeGreaterThan(0);
    }, patience);
    await paint(here, dealershipId);
    expect(openai.requests.slice(before).filter(({ headers }) => headers.authorization?.includes('another'))).toEqual([]);

    await here.settings.change(callerOf(dealershipId), id, { isEnabled: false });
    await expect(paint(here, dealershipId)).rejects.toMatchObject({ code: 'NO_PROVIDER' });
    await vi.waitFor(() => expect(paint(there, dealershipId)).rejects.toMatchObject({ code: 'NO_PROVIDER' }), patience);
  });

  it('keep a dealership within its limits and to its operations', async () => {
    const dealershipId = await sampleDealership(databases[0]);
    await add(dealershipId, { operations: ['analyzeImage'], limits: { concurrency: 3, requestsPerMinute: 7 } });
    const router = await here.routers.of(dealershipId);
    const { offers } = await router.abilities();
    expect(new Set(offers.map(({ operation }) => operation))).toEqual(new Set(['analyzeImage']));
    expect(offers.every(({ limits }) => limits.concurrency === 3 && limits.requestsPerMinute === 7)).toBe(true);
    await expect(paint(here, dealershipId)).rejects.toMatchObject({ code: 'NO_PROVIDER' });
  });

  it('tell what is known of each provider without asking it, and send nothing to one that failed too often', async () => {
    const dealershipId = await sampleDealership(databases[0]);
    const { id } = await add(dealershipId);
    openai.failWith(({ isWork }) => (isWork ? { kind: 'unauthenticated' } : undefined));
    await expect(paint(here, dealershipId)).rejects.toMatchObject({ code: 'PROVIDER_UNAUTHENTICATED' });
    const requests = openai.requests.length;
    expect((await here.statesOf(dealershipId)).get('openai')).toMatchObject({ state: 'unavailable', code: 'PROVIDER_UNAUTHENTICATED' });
    const { breakers } = await here.settings.read(dealershipId, id);
    expect(breakers.find(({ operation }) => operation === 'generateImage')).toMatchObject({ state: 'open' });
    await expect(paint(here, dealershipId)).rejects.toMatchObject({ code: expect.stringMatching(/PROVIDER|NO_PROVIDER/) });
    expect(openai.requests.length).toBe(requests);
    openai.failWith(() => undefined);
    await here.settings.resetBreaker(callerOf(dealershipId), id);
    expect(await paint(here, dealershipId)).toMatchObject({ provider: 'openai' });
    expect((await here.statesOf(dealershipId)).get('openai')).toMatchObject({ state: 'ready' });
  });

  it('warn of a model that is taken away: once at sixty, fourteen and one days, and when it is gone', async () => {
    const dealershipId = await sampleDealership(databases[0]);
    await add(dealershipId);
    const routers = here.routers;
    const { providers } = await routers.built(dealershipId);
    const offers = (await [...providers.values()].find(({ name }) => name === 'openai')?.abilities())?.offers ?? [];
    const ending = offers.find(({ retiresOn }) => retiresOn !== null);
    expect(ending).toBeDefined();
    const endsAt = Date.parse(ending?.retiresOn ?? '');
    const on = async (days: number) => {
      const now = new Date(endsAt - days * 86_400_000);
      for (const _ of [1, 2]) {
        await lookAfterProviders({ database: databases[0], routers, now, onError: (error) => troubles.push(String(error)) });
      }
      const rows = await databases[0].orm.select().from(notifications);
      return rows
        .filter((row) => row.dealershipId === dealershipId && row.kind === 'model.retiring' && row.title.includes(ending?.model ?? '—'))
        .map(({ title }) => title);
    };
    expect(await on(90)).toEqual([]);
    const name = `openai takes ${ending?.model} away`;
    expect(await on(60)).toEqual([`${name} in 60 days`]);
    expect(await on(20)).toEqual([`${name} in 60 days`]);
    expect(await on(13)).toEqual([`${name} in 60 days`, `${name} in 13 days`]);
    expect(await on(1)).toHaveLength(3);
    expect(await on(-3)).toContain(`openai has taken ${ending?.model} away`);
    expect(await on(-4)).toHaveLength(4);
  });

  it('say why a provider cannot be asked whose key is lost, and ask the others', async () => {
    const dealershipId = await sampleDealership(databases[0]);
    await add(dealershipId);
    await add(dealershipId, { name: 'second' });
    const [lost] = (await here.routers.built(dealershipId)).rows.filter(({ name }) => name === 'openai');
    await databases[0].orm.execute(`update secrets set ciphertext = 'AAAA' where id = '${lost?.secretId}'`);
    here.routers.forget(dealershipId);
    expect(await paint(here, dealershipId)).toMatchObject({ provider: 'second' });
    expect(troubles).toContain('SECRET_UNREADABLE');
  });
});

it('reads models and prices from a file, and says what is wrong with one', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'catalogue.json');
  expect(await readProviderCatalogue(undefined)).toEqual({});
  const offer = {
    ...{ operation: 'generateImage', model: 'painter-9', limits: {}, inputTypes: [], outputFormats: ['png'], parameters: [] },
    ...{ price: { per: 'image', usd: 0.5 }, expectedMs: 1000 },
  };
  await writeFile(path, JSON.stringify({ openai: { checkedOn: '2026-11-01', offers: [offer] } }));
  expect(await readProviderCatalogue(path)).toMatchObject({ openai: { provider: 'openai', offers: [{ model: 'painter-9' }] } });
  await writeFile(path, JSON.stringify({ openai: { offers: [{ ...offer, price: { per: 'image', usd: -1 } }] } }));
  await expect(readProviderCatalogue(path)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('usd') });
  await writeFile(path, '{');
  await expect(readProviderCatalogue(path)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await rm(path);
  await expect(readProviderCatalogue(path)).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
});
