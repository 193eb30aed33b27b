import { ForecourtError } from '@forecourt/errors';
import type { Client } from '@forecourt/sdk/client';
import { createClient } from '@forecourt/sdk/client';
import type { Provider } from '@forecourt/sdk/providers';
import { redCarPhoto } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

const patience = { timeout: 30_000, interval: 50 };

/** A provider that fails as a real one does when its key is wrong, until it is mended. */
function failingProvider() {
  const calls: (string | undefined)[] = [];
  const provider: Provider = {
    name: 'failing',
    abilities: async () => ({ provider: 'failing', checkedOn: null, offers: [] }),
    health: async () => ({ state: 'ready', message: 'It says so.' }),
    async removeBackground(_request, context) {
      calls.push(context?.correlationId);
      throw new ForecourtError('DOWNLOAD_FAILED', `Job ${calls.length} got nothing from https://ai.example/v1?key=abcdef.`, {
        details: { status: 401, apiKey: 'sk-0123456789abcdef' },
      });
    },
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { provider, calls };
}

onBothColumns('errors over the API', (column) => {
  const failing = failingProvider();
  let server: TestServer;
  let ours: Tenant;
  let client: Client;

  beforeAll(async () => {
    // Each failure is final at once, since nothing waits for a next try here.
    server = await startTestServer(column, { worker: 2, provider: { ...failing.provider, removeBackground: finalFailure } });
    ours = server.tenant('ours');
    client = ours.client;
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const finalFailure: NonNullable<Provider['removeBackground']> = async (request, context) => {
    await failing.provider.removeBackground?.(request, context).catch((error: unknown) => {
      throw new ForecourtError('ANSWER_INVALID', ForecourtError.from(error).message, { details: ForecourtError.from(error).details });
    });
    throw new RangeError('a failing provider has succeeded');
  };

  it('one id leads from the upload through the job to the provider, the failure and the log', async () => {
    const vehicle = await client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const headers = { ...ours.headers, 'Forecourt-Correlation-Id': 'drop-17' };
    for (const seed of [1, 2]) await sendPhoto(server.url, headers, vehicle.id, redCarPhoto({ seed }));
    const group = await vi.waitFor(async () => {
      const { items } = await client.errors.list().page();
      expect(items).toEqual([expect.objectContaining({ failedJobCount: 2 })]);
      return items[0];
    }, patience);
    expect(group).toMatchObject({
      code: 'ANSWER_INVALID',
      where: 'job',
      provider: 'failing',
      operation: 'removeBackground',
      state: 'open',
      count: 2,
    });
    const { occurrences, affected } = await client.errors.get(group?.id ?? '');
    expect(occurrences[0]).toMatchObject({ correlationId: 'drop-17', details: { status: 401, apiKey: '…' } });
    expect(JSON.stringify(occurrences)).not.toContain('abcdef');
    expect(affected.map(({ vehicleId, state }) => [vehicleId, state])).toEqual(Array.from({ length: 2 }, () => [vehicle.id, 'failed']));
    expect(failing.calls).toEqual(['drop-17', 'drop-17']);
    const { items: jobs } = await client.jobs.list({ state: 'failed' }).page();
    expect(jobs[0]).toMatchObject({ correlationId: 'drop-17', problem: { correlationId: 'drop-17' } });
    expect(server.log.some((line) => line.includes('"correlationId":"drop-17"') && line.includes('a job’s try failed'))).toBe(true);
  });

  it('the client names each call, and what it throws carries the name', async () => {
    const seen: (string | null)[] = [];
    const watched = createClient({
      url: server.url,
      headers: ours.headers,
      retries: 0,
      fetch: (input, init) => {
        const request = new Request(input, init);
        seen.push(request.headers.get('forecourt-correlation-id'));
        return fetch(request);
      },
    });
    const missing = '0198a000-0000-7000-8000-000000000000';
    await expect(watched.photos.get(missing)).rejects.toMatchObject({ details: { correlationId: expect.stringMatching(/^[\da-f]{32}$/) } });
    await expect(watched.photos.get(missing, { correlationId: 'mine' })).rejects.toMatchObject({ details: { correlationId: 'mine' } });
    expect(seen).toEqual([expect.stringMatching(/^[\da-f]{32}$/), 'mine']);
  });

  it('are acknowledged, resolved and opened again, each told once', async () => {
    const stop = new AbortController();
    const told: string[] = [];
    const opened = Promise.withResolvers<void>();
    const following = (async () => {
      for await (const event of client.events({ signal: stop.signal })) {
        if (event.type === 'stream.opened') opened.resolve();
        if (event.type === 'error.changed') told.push(event.data.state);
      }
    })().catch(() => undefined);
    await opened.promise;
    const { items } = await client.errors.list().page();
    const id = items[0]?.id ?? '';
    for (const [act, state] of [
      ['acknowledge', 'acknowledged'],
      ['acknowledge', 'acknowledged'],
      ['resolve', 'resolved'],
      ['reopen', 'open'],
    ] as const) {
      expect(await client.errors[act](id)).toMatchObject({ id, state, changedBy: 'Owner of ours' });
    }
    await vi.waitFor(() => expect(told).toEqual(['acknowledged', 'resolved', 'open']), patience);
    stop.abort();
    await following;
  });

  it('all jobs of a group are started again', async () => {
    const { items } = await client.errors.list().page();
    const before = failing.calls.length;
    expect(await client.errors.retry(items[0]?.id ?? '')).toEqual({ started: 2, left: expect.any(Number) });
    await vi.waitFor(async () => {
      expect(failing.calls.length).toBe(before + 2);
      expect((await client.errors.list().page()).items[0]).toMatchObject({ count: 4, failedJobCount: 2, jobCount: 2 });
    }, patience);
  });

  it('of one dealership are not there for another, nor those of the installation for people without that right', async () => {
    const theirs = server.tenant('theirs').client;
    const { items } = await client.errors.list().page();
    expect((await theirs.errors.list().page()).items).toEqual([]);
    for (const act of ['get', 'acknowledge', 'resolve', 'reopen', 'retry'] as const) {
      await expect(theirs.errors[act](items[0]?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(client.errors.list({ whose: 'installation' }).page()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(client.errors.rate({ whose: 'installation' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('that are the caller’s own are not noted', async () => {
    const other = server.tenant('careless').client;
    await expect(other.photos.get('0198a000-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(other.vehicles.create({ stockNumber: '', make: 'a', model: 'b' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await other.errors.list({ state: 'active' }).page()).items).toEqual([]);
  });

  it('people of an application around us have no bell: they get an empty list', async () => {
    expect(await client.notifications.latest(10)).toEqual({ items: [], nextCursor: null, unread: 0 });
    await expect(client.notifications.read('0198a000-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(client.notifications.changePreferences({ quietHours: null })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await client.notifications.changeRules({ escalateAfterMinutes: null })).toEqual({ escalateAfterMinutes: null });
    expect(await client.notifications.settings()).toMatchObject({
      rules: { escalateAfterMinutes: null },
      preferences: { kinds: { 'error.opened': { inPage: true, email: true } } },
    });
  });
});
