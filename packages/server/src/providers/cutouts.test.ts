import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '@forecourt/sdk/providers';
import { type ReplicateEmulator, redCarPhoto, startReplicateEmulator } from '@forecourt/testing';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

const patience = { timeout: 30_000, interval: 50 };

/** An engine whose model is not there. */
function engineWithoutModel() {
  let calls = 0;
  const close = async () => undefined;
  const provider: Provider = {
    name: 'engine',
    abilities: async () => ({
      provider: 'engine',
      checkedOn: null,
      offers: [
        {
          ...{ operation: 'removeBackground', model: 'isnet', limits: {}, inputTypes: [], outputFormats: ['png'], parameters: ['careful'] },
          ...{ price: { per: 'call', usd: 0 }, expectedMs: 10, retiresOn: null, replacedBy: null, qualities: [], ranges: {}, defaults: {} },
        },
      ],
    }),
    health: async () => ({ state: 'ready', message: 'It says so.' }),
    async removeBackground() {
      calls++;
      throw new ForecourtError('MODEL_NOT_INSTALLED', 'Its weights are not here.');
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return { provider, calls: () => calls };
}

onBothColumns('cutouts of a dealership with providers', (column) => {
  const engine = engineWithoutModel();
  let server: TestServer;
  let replicate: ReplicateEmulator;
  let made = 0;

  beforeAll(async () => {
    replicate = await startReplicateEmulator();
    const environment = { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' };
    server = await startTestServer(column, { worker: 2, provider: engine.provider, environment });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await replicate[Symbol.asyncDispose]();
  });
  beforeEach(() => replicate.failWith(() => undefined));

  async function openLot(providers: 'engine alone' | 'with Replicate') {
    const ours = server.tenant(`lot-${++made}`);
    const vehicle = await ours.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const body = { kind: 'replicate' as const, key: replicate.token, baseUrl: replicate.baseUrl };
    const set = providers === 'with Replicate' ? await ours.client.call('createProvider', { body }) : null;
    return { ours, vehicleId: vehicle.id, providerId: set?.id ?? '' };
  }
  async function send(ours: Tenant, vehicleId: string) {
    const bytes = redCarPhoto({ widthPx: 320, heightPx: 240, seed: ++made });
    const photoId = await sendPhoto(server.url, ours.headers, vehicleId, bytes);
    return await untilEnded(ours, photoId);
  }
  async function untilEnded(ours: Tenant, photoId: string) {
    return await vi.waitFor(async () => {
      const photo = await ours.client.photos.get(photoId);
      const job = await ours.client.jobs.get(photo.job?.id ?? '');
      expect(['done', 'failed']).toContain(job.state);
      return { photo: await ours.client.photos.get(photoId), job };
    }, patience);
  }
  const charged = (from: number) => replicate.charged.slice(from).reduce((sum, { usd }) => sum + Math.ceil(usd * 1e6 - 1e-6), 0);

  it('are made by the engine alone where nothing is set up, and nobody else is asked', async () => {
    const { ours, vehicleId } = await openLot('engine alone');
    const requests = replicate.requests.length;
    const { job } = await send(ours, vehicleId);
    expect(job).toMatchObject({ state: 'failed', provider: 'engine', problem: { code: 'MODEL_NOT_INSTALLED' } });
    expect(await ours.client.call('listJobCalls', { params: { jobId: job.id } })).toEqual({ items: [] });
    expect(replicate.requests.length).toBe(requests);
  });

  it('go on to the next provider when the engine fails, and everything says who made them, who did not, and what it cost', async () => {
    const { ours, vehicleId } = await openLot('with Replicate');
    const [calls, from] = [engine.calls(), replicate.charged.length];
    await ours.client.call('setBudget', { params: { period: 'day' }, body: { limitMicrodollars: 5_000_000 } });
    const { job, photo } = await send(ours, vehicleId);
    expect(engine.calls()).toBe(calls + 1);
    expect(job).toMatchObject({ state: 'done', provider: 'replicate' });
    expect(photo.cutout).toMatchObject({ provider: 'replicate' });
    const { items } = await ours.client.call('listJobCalls', { params: { jobId: job.id } });
    expect(items).toMatchObject([
      { provider: 'local', outcome: 'failed', code: 'MODEL_NOT_INSTALLED', costUsd: 0 },
      { provider: 'replicate', outcome: 'done', code: null },
    ]);
    const cost = charged(from);
    expect(replicate.charged.length).toBe(from + 1);
    expect(cost).toBeGreaterThan(0);
    // The ledger, its sums and the budget say what the provider charged.
    const summary = await ours.client.call('getUsage', { query: { groupBy: 'provider' } });
    expect(summary.total).toMatchObject({ costMicrodollars: cost, calls: 2, done: 1, failed: 1 });
    expect(summary.items.map(({ key, costMicrodollars }) => [key, costMicrodollars])).toEqual([
      ['replicate', cost],
      ['local', 0],
    ]);
    const ledger = await ours.client.call('listUsageCalls', { query: { jobId: job.id } });
    expect(ledger.items.map(({ provider, outcome }) => [provider, outcome])).toEqual([
      ['replicate', 'done'],
      ['local', 'failed'],
    ]);
    expect((await ours.client.call('listBudgets', {})).items).toMatchObject([{ spentMicrodollars: cost, reservedMicrodollars: 0 }]);
    const csv = await (await fetch(`${server.url}/api/v1/usage/export`, { headers: ours.headers })).text();
    const [names, ...lines] = csv.trimEnd().split('\r\n');
    expect(names?.startsWith('at,provider,model,operation,outcome')).toBe(true);
    expect(lines).toHaveLength(2);
    expect(csv).toContain(`,${(cost / 1e6).toFixed(6)},`);
    // Nothing of it is another dealership's.
    const theirs = await openLot('engine alone');
    expect((await theirs.ours.client.call('getUsage', { query: {} })).total.calls).toBe(0);
    await expect(theirs.ours.client.call('listJobCalls', { params: { jobId: job.id } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are not paid for once the budget is used up, and people are told', async () => {
    const { ours, vehicleId } = await openLot('with Replicate');
    await ours.client.call('setBudget', { params: { period: 'month' }, body: { limitMicrodollars: 10 } });
    const from = replicate.charged.length;
    const { job } = await send(ours, vehicleId);
    expect(job).toMatchObject({ state: 'failed' });
    const { items } = await ours.client.call('listJobCalls', { params: { jobId: job.id } });
    expect(items.map(({ provider, outcome, code }) => [provider, outcome, code])).toContainEqual([
      'replicate',
      'skipped',
      'BUDGET_EXCEEDED',
    ]);
    expect(replicate.charged.length).toBe(from);
    const events = [];
    for await (const event of ours.client.events({ after: '0' })) {
      events.push(event);
      if (event.type === 'budget.alerted') break;
    }
    expect(events.at(-1)).toMatchObject({ data: { period: 'month', percent: 100 } });
    expect(events).toContainEqual(expect.objectContaining({ data: expect.objectContaining({ kind: 'budget.reached' }) }));
  });

  it('wait for nobody who has no credit: it stands with the provider until it works again', async () => {
    const { ours, vehicleId, providerId } = await openLot('with Replicate');
    replicate.failWith(({ isWork }) => (isWork ? { kind: 'out-of-credit' } : undefined));
    const { job, photo } = await send(ours, vehicleId);
    expect(job.state).toBe('failed');
    const params = { providerId };
    expect((await ours.client.call('getProvider', { params })).health).toMatchObject({
      state: 'unavailable',
      code: 'PROVIDER_OUT_OF_CREDIT',
    });
    replicate.failWith(() => undefined);
    await ours.client.call('resetBreaker', { params, body: {} });
    await ours.client.call('retryJob', { params: { jobId: job.id } });
    const again = await untilEnded(ours, photo.id);
    expect(again.job).toMatchObject({ state: 'done', provider: 'replicate' });
    expect((await ours.client.call('getProvider', { params })).health).toMatchObject({ state: 'ready' });
  });

  it('follow the order of the dealership from the next photo on', async () => {
    const { ours, vehicleId, providerId } = await openLot('with Replicate');
    await ours.client.call('orderProviders', { body: { providerIds: [providerId] } });
    const calls = engine.calls();
    const { job } = await send(ours, vehicleId);
    expect(job).toMatchObject({ state: 'done', provider: 'replicate' });
    expect(engine.calls()).toBe(calls);
    await ours.client.call('changeProvider', { params: { providerId }, body: { isEnabled: false } });
    const from = replicate.charged.length;
    expect((await send(ours, vehicleId)).job).toMatchObject({ state: 'failed' });
    expect(replicate.charged.length).toBe(from);
  });

  it('are made by the one provider that is named, which says before what it costs', async () => {
    const { ours, vehicleId } = await openLot('with Replicate');
    const { photo } = await send(ours, vehicleId);
    const offers = await ours.client.photos.cutoutOffers();
    expect(offers.map(({ provider, canDo, state }) => [provider, canDo, state])).toEqual([
      ['local', true, 'ready'],
      ['replicate', true, 'ready'],
    ]);
    const [free, paid] = offers;
    expect(free).toMatchObject({ mostUsd: 0, usualUsd: 0 });
    const [calls, from] = [engine.calls(), replicate.charged.length];
    await ours.client.photos.process(photo.id, { provider: 'replicate' });
    const again = await untilEnded(ours, photo.id);
    expect(again.job).toMatchObject({ state: 'done', provider: 'replicate', options: { provider: 'replicate' } });
    expect(again.photo).toMatchObject({ state: 'review', cutout: { provider: 'replicate', jobId: again.job.id } });
    expect(engine.calls()).toBe(calls);
    expect(charged(from)).toBeGreaterThan(0);
    expect(charged(from)).toBeLessThanOrEqual((paid?.mostUsd ?? 0) * 1e6);
    // The engine alone fails, and nobody steps in for whoever was named.
    await ours.client.photos.process(photo.id, { provider: 'local' });
    const refused = await untilEnded(ours, photo.id);
    expect(refused.job).toMatchObject({ state: 'failed', problem: { code: 'MODEL_NOT_INSTALLED' } });
    expect(replicate.charged.length).toBe(from + 1);
    expect(refused.photo.cutout).toMatchObject({ provider: 'replicate' });
  });

  it('are refused before anything is begun where nobody has the name, or he would not do it', async () => {
    const { ours, vehicleId, providerId } = await openLot('with Replicate');
    const { photo } = await send(ours, vehicleId);
    const process = (body: Parameters<typeof ours.client.photos.process>[1]) => ours.client.photos.process(photo.id, body);
    await expect(process({ provider: 'nobody' })).rejects.toMatchObject({
      code: 'NO_PROVIDER',
      details: { provider: 'nobody', providers: ['local', 'replicate'] },
    });
    await expect(process({ provider: 'replicate', careful: true })).rejects.toMatchObject({ code: 'PARAMETER_UNSUPPORTED' });
    const add = ours.client.photos.add(vehicleId, {
      sha256: photo.asset.sha256,
      name: 'x.png',
      options: { careful: false, provider: 'nobody' },
    });
    await expect(add).rejects.toMatchObject({ code: 'NO_PROVIDER' });
    await ours.client.call('changeProvider', { params: { providerId }, body: { isEnabled: false } });
    await expect(process({ provider: 'replicate' })).rejects.toMatchObject({ code: 'NO_PROVIDER', details: { providers: ['local'] } });
    expect((await ours.client.photos.get(photo.id)).job?.id).toBe(photo.job?.id);
    // Without anything set up there is this machine, and only this machine.
    const theirs = await openLot('engine alone');
    expect(await theirs.ours.client.photos.cutoutOffers()).toMatchObject([{ provider: 'local', canDo: true, usualUsd: 0 }]);
    const other = (await send(theirs.ours, theirs.vehicleId)).photo;
    await theirs.ours.client.photos.process(other.id, { provider: 'local' });
    expect((await untilEnded(theirs.ours, other.id)).job.id).not.toBe(other.job?.id);
    await expect(theirs.ours.client.photos.process(other.id, { provider: 'replicate' })).rejects.toMatchObject({ code: 'NO_PROVIDER' });
  });

  it('are made by nobody where whoever was named went away meanwhile', async () => {
    const { ours, vehicleId, providerId } = await openLot('with Replicate');
    const { photo } = await send(ours, vehicleId);
    replicate.failWith(({ isWork }) => (isWork ? { kind: 'out-of-credit' } : undefined));
    await ours.client.photos.process(photo.id, { provider: 'replicate' });
    const failed = await untilEnded(ours, photo.id);
    expect(failed.job.state).toBe('failed');
    const calls = engine.calls();
    for (const { id } of (await ours.client.providers.list()).items) {
      await ours.client.call('deleteProvider', { params: { providerId: id } });
    }
    expect(providerId).not.toBe('');
    await ours.client.jobs.retry(failed.job.id);
    const gone = await untilEnded(ours, photo.id);
    expect(gone.job).toMatchObject({ state: 'failed', problem: { code: 'NO_PROVIDER' } });
    expect(engine.calls()).toBe(calls);
  });
});
