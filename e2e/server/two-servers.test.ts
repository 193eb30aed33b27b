import { createClient } from '@forecourt/sdk/client';
import type { ForecourtEvent } from '@forecourt/sdk/contract';
import { createUploader } from '@forecourt/sdk/uploads';
import { type Column, makeKey, postgres, redCarPhoto, redis, startColumn } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const canRun = postgres.canStart && redis.canStart;

describe.skipIf(!canRun)(`two servers on one PostgreSQL and one Redis${postgres.note}${redis.note}`, () => {
  let column: Column;
  let urls: readonly [string, string];
  let key: string;

  beforeAll(async () => {
    column = await startColumn('grown', { FORECOURT_RATE_LIMIT: '2000' });
    const [one, two] = column.servers;
    if (!one || !two) throw new Error('there are not two servers');
    urls = [one.url, two.url];
    key = await makeKey(one.url);
  });
  afterAll(() => column[Symbol.asyncDispose]());

  it('tell at one what happens at the other, also after the database was away', async () => {
    const [here, there] = urls.map((url) => createClient({ url, key }));
    if (!here || !there) throw new Error('there are not two clients');
    await using watching = collect((signal) => there.events({ after: '0', signal }));
    const first = await here.vehicles.create({ stockNumber: 'TWO-1', make: 'Volvo', model: 'V60' });
    await watching.until((event) => event.type === 'vehicle.created' && event.data.id === first.id);

    await column.postgres?.restart();
    const second = await here.vehicles.create({ stockNumber: 'TWO-2', make: 'Volvo', model: 'V60' });
    await using uploader = createUploader({ client: here, storage: null });
    await uploader.add(new File([new Uint8Array(redCarPhoto())], 'car.png'), { vehicleId: second.id }).done;
    await watching.until((event) => event.type === 'photo.changed' && event.data.state === 'review');

    const kept = watching.events.flatMap((event) => ('id' in event && !event.type.startsWith('stream.') ? [Number(event.id)] : []));
    // Every one, once, in order: their numbers have no gap.
    expect(kept).toEqual(kept.map((_, at) => (kept[0] ?? 0) + at));
  });

  it('refuse a revoked key and count requests together', async () => {
    const [one, two] = urls;
    const ask = async (url: string, secret: string) =>
      await fetch(`${url}/api/v1/vehicles`, { headers: { Authorization: `Bearer ${secret}` } });
    const secret = await makeKey(one);
    const left = async (url: string) => Number(/;r=(\d+)/.exec((await ask(url, secret)).headers.get('ratelimit') ?? '')?.[1]);
    expect(await left(one)).toBe(1999);
    expect(await left(two)).toBe(1998);
    expect(await left(one)).toBe(1997);
  });
});

/** Keeps what a stream tells, until the end of its scope. */
function collect(open: (signal: AbortSignal) => AsyncIterable<ForecourtEvent>) {
  const ending = new AbortController();
  const events: ForecourtEvent[] = [];
  const waiting = new Set<() => void>();
  const reading = (async () => {
    for await (const event of open(ending.signal)) {
      events.push(event);
      for (const look of waiting) look();
    }
  })();
  return {
    events,
    until: (wanted: (event: ForecourtEvent) => boolean) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!events.some(wanted)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        reading.catch(reject);
      }),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await reading.catch((error: unknown) => {
        if (!ending.signal.aborted) throw error;
      });
    },
  };
}
