import { type OpenAiEmulator, type ReplicateEmulator, startOpenAiEmulator, startReplicateEmulator } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

onBothColumns('providers of a dealership', (column) => {
  let server: TestServer;
  let openai: OpenAiEmulator;
  let replicate: ReplicateEmulator;
  let made = 0;

  beforeAll(async () => {
    openai = await startOpenAiEmulator();
    replicate = await startReplicateEmulator();
    server = await startTestServer(column, { environment: { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' } });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await openai[Symbol.asyncDispose]();
    await replicate[Symbol.asyncDispose]();
  });

  const newTenant = () => server.tenant(`tenant-${++made}`);
  const addOpenAi = ({ client }: Tenant, more: object = {}) =>
    client.call('createProvider', { body: { kind: 'openai', key: openai.apiKey, baseUrl: openai.url, ...more } });
  const list = ({ client }: Tenant) => client.call('listProviders', {});

  it('are the engine of this machine alone, until somebody sets up another', async () => {
    const ours = newTenant();
    expect(await list(ours)).toEqual({ items: [], rules: { choose: 'order', isDefault: true } });
    const before = openai.charged.length;
    const made = await addOpenAi(ours, { name: 'studio' });
    expect(made).toMatchObject({
      ...{ kind: 'openai', name: 'studio', position: 1, weight: 100, isEnabled: true, baseUrl: openai.url },
      ...{ key: { lastFour: openai.apiKey.slice(-4) }, operations: ['generateImage', 'editImage', 'analyzeImage'] },
      health: { state: 'ready', message: expect.stringContaining('OpenAI answers') },
    });
    expect(JSON.stringify(made)).not.toContain(openai.apiKey);
    expect(made.offers.length).toBeGreaterThan(3);
    expect(made.breakers).toContainEqual({ operation: 'generateImage', state: 'closed', until: null, code: null });
    const { items, rules } = await list(ours);
    expect(items.map(({ kind, name, position }) => [kind, name, position])).toEqual([
      ['local', 'local', 0],
      ['openai', 'studio', 1],
    ]);
    expect(rules).toEqual({ choose: 'order', isDefault: false });
    // Trying a key costs nothing.
    expect(openai.charged.length).toBe(before);
  });

  it('are not kept with a key that is refused, nor at an address that nobody may be sent to', async () => {
    const ours = newTenant();
    const wrong = await addOpenAi(ours, { key: 'sk-wrong-0123456789' }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'PROVIDER_KEY_REFUSED', details: { field: 'key' } });
    expect(JSON.stringify(wrong)).not.toContain('sk-wrong');
    await expect(addOpenAi(ours, { baseUrl: 'http://127.0.0.2:9/v1' })).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    await expect(addOpenAi(ours, { key: undefined })).rejects.toMatchObject({ code: 'INVALID_INPUT', details: { field: 'key' } });
    await expect(addOpenAi(ours, { operations: ['removeBackground'] })).rejects.toMatchObject({ code: 'OPERATION_UNSUPPORTED' });
    await expect(ours.client.call('createProvider', { body: { kind: 'local', key: 'not a key' } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect((await list(ours)).items).toEqual([]);
    await addOpenAi(ours);
    await expect(addOpenAi(ours)).rejects.toMatchObject({ code: 'PROVIDER_NAME_TAKEN' });
    await expect(ours.client.call('createProvider', { body: { kind: 'local', name: 'second' } })).rejects.toMatchObject({
      code: 'PROVIDER_NAME_TAKEN',
    });
  });

  it('are kept while their service is away, and say so', async () => {
    const ours = newTenant();
    const away = await ours.client.call('createProvider', {
      body: { kind: 'replicate', key: replicate.token, baseUrl: 'http://127.0.0.1:1/v1', operations: ['generateImage'] },
    });
    expect(away.health).toMatchObject({ state: 'unavailable', code: 'PROVIDER_UNAVAILABLE' });
    const params = { providerId: away.id };
    const here = await ours.client.call('changeProviderKey', { params, body: { key: replicate.token, baseUrl: replicate.baseUrl } });
    expect(here).toMatchObject({ baseUrl: replicate.baseUrl, health: { state: 'ready' } });
  });

  it('change, are ordered and go, and each change is written down without a key', async () => {
    const ours = newTenant();
    const first = await addOpenAi(ours);
    const second = await ours.client.call('createProvider', {
      body: { kind: 'replicate', key: replicate.token, baseUrl: replicate.baseUrl },
    });
    const params = { providerId: first.id };
    const limits = { concurrency: 2, requestsPerMinute: 30 };
    const changed = await ours.client.call('changeProvider', {
      params,
      body: { name: 'main', weight: 7, limits, operations: ['editImage'] },
    });
    expect(changed).toMatchObject({ name: 'main', weight: 7, limits, operations: ['editImage'] });
    expect(changed.breakers.map(({ operation }) => operation)).toEqual(['editImage']);
    const { items } = await ours.client.call('orderProviders', { body: { providerIds: [second.id, first.id] } });
    expect(items.map(({ name }) => name)).toEqual(['replicate', 'main', 'local']);
    expect(await ours.client.call('changeProviderRules', { body: { choose: 'price' } })).toEqual({ choose: 'price', isDefault: false });
    await ours.client.call('changeProviderKey', { params, body: { key: openai.apiKey } });
    await ours.client.call('deleteProvider', { params: { providerId: second.id } });
    expect((await list(ours)).items.map(({ name }) => name)).toEqual(['main', 'local']);
    await expect(ours.client.call('getProvider', { params: { providerId: second.id } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const log = await ours.client.call('listAudit', { query: { limit: 50 } });
    expect(
      log.items
        .map(({ action }) => action)
        .filter((action) => action.startsWith('provider.'))
        .reverse(),
    ).toEqual([
      'provider.created',
      'provider.created',
      'provider.changed',
      'provider.changed',
      'provider.rules_changed',
      'provider.key_changed',
      'provider.deleted',
    ]);
    for (const key of [openai.apiKey, replicate.token]) expect(JSON.stringify(log)).not.toContain(key);
  });

  it('are told of as events, and are nothing to another dealership', async () => {
    const ours = newTenant();
    const theirs = newTenant();
    await ours.client.session.read();
    const made = await addOpenAi(ours);
    const told: unknown[] = [];
    for await (const event of ours.client.events({ after: '0' })) {
      told.push(event);
      if (event.type === 'provider.changed') break;
    }
    expect(told.at(-1)).toMatchObject({ data: { id: made.id, name: 'openai', isDeleted: false } });
    expect((await list(theirs)).items).toEqual([]);
    const params = { providerId: made.id };
    await expect(theirs.client.call('getProvider', { params })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(theirs.client.call('orderProviders', { body: { providerIds: [made.id] } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('say how they are when they are asked, and after a new key', async () => {
    const ours = newTenant();
    const made = await ours.client.call('createProvider', {
      body: { kind: 'replicate', key: replicate.token, baseUrl: replicate.baseUrl },
    });
    const params = { providerId: made.id };
    replicate.failWith(() => ({ kind: 'unauthenticated' }));
    expect((await ours.client.call('testProvider', { params })).health).toMatchObject({
      state: 'unavailable',
      code: 'PROVIDER_UNAUTHENTICATED',
    });
    await expect(ours.client.call('changeProviderKey', { params, body: { key: 'r8_another_0123456789' } })).rejects.toMatchObject({
      code: 'PROVIDER_KEY_REFUSED',
    });
    replicate.failWith(() => undefined);
    expect((await ours.client.call('testProvider', { params })).health).toMatchObject({ state: 'ready' });
    const reset = await ours.client.call('resetBreaker', { params, body: {} });
    expect(reset.breakers.every(({ state }) => state === 'closed')).toBe(true);
  });

  it('have budgets that are set, shown and taken away', async () => {
    const ours = newTenant();
    await ours.client.session.read();
    expect(await ours.client.call('listBudgets', {})).toEqual({ items: [] });
    const params = { period: 'day' } as const;
    const set = await ours.client.call('setBudget', { params, body: { limitMicrodollars: 2_000_000, alertsAtPercent: [90, 50] } });
    expect(set).toMatchObject({ period: 'day', limitMicrodollars: 2_000_000, alertsAtPercent: [50, 90], spentMicrodollars: 0 });
    expect(Date.parse(set.resetsAt) - Date.parse(set.since)).toBe(86_400_000);
    await ours.client.call('removeBudget', { params });
    await ours.client.call('removeBudget', { params });
    expect(await ours.client.call('listBudgets', {})).toEqual({ items: [] });
    const { items } = await ours.client.call('listAudit', { query: { limit: 50 } });
    expect(items.map(({ action }) => action).filter((action) => action.startsWith('budget.'))).toEqual([
      'budget.removed',
      'budget.changed',
    ]);
  });
});
