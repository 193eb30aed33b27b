import { ForecourtError } from '@forecourt/errors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from '../database/drizzle.ts';
import type { Database } from '../database/open.ts';
import { dealerships } from '../database/schema.ts';
import type { Caller } from '../identity/index.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';
import { createIdempotency } from './idempotency.ts';

onBothColumns('a request with an Idempotency-Key', (column) => {
  describe('over HTTP', () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer(column);
    });
    afterAll(() => server[Symbol.asyncDispose]());

    const create = (key: string, stockNumber: string, tenant = 'ours') =>
      fetch(`${server.url}/api/v1/vehicles`, {
        method: 'POST',
        headers: { ...server.tenant(tenant).headers, 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify({ stockNumber, make: 'Audi', model: 'A4' }),
      });

    it('is done once, however many come at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => create('race', 'R-1')));
      const made = new Set<string>();
      for (const answer of answers) {
        if (answer.status === 201) made.add(((await answer.json()) as { id: string }).id);
        else {
          expect([answer.status, answer.headers.get('retry-after')]).toEqual([409, '1']);
          expect(await answer.json()).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', retryable: true });
        }
      }
      expect(made.size).toBe(1);
      const again = await create('race', 'R-1');
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(made).toContain(((await again.json()) as { id: string }).id);
    });

    it('that failed for what was asked fails again in the same way', async () => {
      await create('first', 'S-1');
      expect((await create('second', 'S-1')).status).toBe(409);
      const again = await create('second', 'S-1');
      expect([again.headers.get('idempotency-replayed'), await again.json()]).toEqual([
        'true',
        expect.objectContaining({ code: 'STOCK_NUMBER_TAKEN' }),
      ]);
    });

    it('for something else than before is a mistake; the key of another dealership is another key', async () => {
      expect((await create('reused', 'T-1')).status).toBe(201);
      const other = await create('reused', 'T-2');
      expect([other.status, await other.json()]).toEqual([422, expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' })]);
      expect((await create('reused', 'T-2', 'theirs')).status).toBe(201);
      expect((await create('with space', 'T-3')).status).toBe(400);
    });

    it('never keeps a secret', async () => {
      const { headers } = server.tenant('ours');
      const make = () =>
        fetch(`${server.url}/api/v1/keys`, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': 'key' },
          body: JSON.stringify({ name: 'K', scopes: ['photos:read'] }),
        });
      const [one, two] = [await make(), await make()];
      expect(two.headers.has('idempotency-replayed')).toBe(false);
      expect(((await one.json()) as { id: string }).id).not.toBe(((await two.json()) as { id: string }).id);
    });
  });

  describe('and the server', () => {
    let database: Database;
    let caller: Caller;
    beforeAll(async () => {
      database = await column.open();
      caller = { kind: 'key', keyId: 'k', dealershipId: await sampleDealership(database), name: 'K', role: null, scopes: [] };
    });
    afterAll(() => database.close());

    it('that failed is asked anew: its failure is not kept', async () => {
      const { once } = createIdempotency(database);
      const request = { caller, key: 'failing', request: 1 };
      expect((await once(request, async () => new Response(null, { status: 503 }))).status).toBe(503);
      await expect(once(request, () => Promise.reject(new ForecourtError('DISK_FULL', 'No.')))).rejects.toThrow('No.');
      expect((await once(request, async () => new Response('{}', { status: 201 }))).status).toBe(201);
      const kept = await once(request, () => Promise.reject(new Error('must not be asked')));
      expect([kept.status, await kept.text()]).toEqual([201, '{}']);
    });

    it('that died is replaced after its lease, and what it says later counts no more', async () => {
      let now = new Date('2026-01-01T00:00:00Z');
      const { once } = createIdempotency(database, () => now);
      const request = { caller, key: 'died', request: 1 };
      const [begun, hung] = [Promise.withResolvers<void>(), Promise.withResolvers<Response>()];
      const first = once(request, () => {
        begun.resolve();
        return hung.promise;
      });
      await begun.promise;
      await expect(once(request, async () => new Response())).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
      now = new Date('2026-01-01T00:01:01Z');
      expect(await (await once(request, async () => new Response('second'))).text()).toBe('second');
      hung.resolve(new Response('first'));
      await first;
      expect(await (await once(request, async () => new Response('third'))).text()).toBe('second');
    });

    it('that died between doing it and answering has left the answer', async () => {
      const { once } = createIdempotency(database);
      const request = { caller, key: 'committed', request: 1 };
      const kept = { status: 201, headers: { 'content-type': 'application/json' }, body: '{"id":1}' };
      const committed = Promise.withResolvers<void>();
      void once(request, async (keep) => {
        await database.transaction((tx) => keep(tx, kept));
        committed.resolve();
        // What a killed process does from then on.
        return await new Promise<Response>(() => undefined);
      });
      await committed.promise;
      const again = await once(request, () => Promise.reject(new Error('must not be asked')));
      expect([again.status, again.headers.get('idempotency-replayed'), await again.text()]).toEqual([201, 'true', '{"id":1}']);
    });

    it('that another one has replaced does nothing any more', async () => {
      let now = new Date('2026-01-01T00:00:00Z');
      const { once } = createIdempotency(database, () => now);
      const request = { caller, key: 'replaced', request: 1 };
      const [begun, hung] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const first = once(request, async (keep) => {
        begun.resolve();
        await hung.promise;
        await database.transaction(async (tx) => {
          await tx.insert(dealerships).values({ id: uuid(), name: 'Made twice' });
          await keep(tx, { status: 201, headers: {}, body: null });
        });
        return new Response();
      });
      await begun.promise;
      await expect(once(request, async () => new Response())).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
      now = new Date('2026-01-01T00:01:01Z');
      await once(request, async () => new Response('second'));
      hung.resolve();
      await expect(first).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
      expect(await database.orm.select().from(dealerships).where(eq(dealerships.name, 'Made twice'))).toEqual([]);
    });
  });
});
