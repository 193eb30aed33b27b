import { createClient } from '../../packages/sdk/src/client/index.ts';
import { createUploader } from '../../packages/sdk/src/uploads/index.ts';
import { type ColumnName, makeKey, postgres, redCarPhoto, redis, startColumn } from '../../packages/testing/src/index.ts';
import { type Benchmark, type Context, Skipped } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';
import { multiplyPhotos } from './many-photos.ts';
import { percentile } from './percentile.ts';
import { withDatabase } from './seed-database.ts';

const photos = 100_000;
const allowedMs = 50;
/** Pages of each list in one repetition. */
const pages = 50;

/** The 95th of a hundred pages, through HTTP: each list that the pages of the app show, at the beginning and deep inside. */
export function listBenchmark(column: ColumnName): Benchmark {
  return {
    name: `server.list100k.${column}`,
    title: `a page of 50 of ${photos} photos on ${column === 'embedded' ? 'PGlite' : 'PostgreSQL'}, 95th of a hundred`,
    target: { field: 'value', bound: 'at most', limit: allowedMs },
    repeat: 3,
    run: (context) => measure(column, context),
  };
}

async function measure(name: ColumnName, context: Context) {
  if (name === 'grown' && !(postgres.isThere && redis.isThere)) throw new Skipped('there is no PostgreSQL or no Redis on this machine');
  await using column = await startColumn(name);
  const [server] = column.servers;
  if (!server) throw new Skipped('no server was started');
  const key = await makeKey(server.url);
  await addOnePhoto(server.url, key);
  context.progress(`writing ${photos} photos`);
  await server.stop();
  await withDatabase(column, (run) => multiplyPhotos(run, photos));
  await server.restart();

  const slowest = new Map<string, number>();
  const ask = async (list: string, path: string): Promise<{ ms: number; next: string | null }> => {
    const started = performance.now();
    const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` }, signal: context.signal });
    const { items, nextCursor }: { items: unknown[]; nextCursor: string | null } = await answer.json();
    const ms = performance.now() - started;
    if (!answer.ok || items.length === 0) throw new Error(`${path} answered ${answer.status} with ${items.length} items`);
    slowest.set(list, Math.max(slowest.get(list) ?? 0, ms));
    return { ms, next: nextCursor };
  };
  const lists = {
    'photos, newest first': '/photos?limit=50',
    'photos for review, by doubt': '/photos?limit=50&state=review&order=doubt',
    vehicles: '/vehicles?limit=50',
    jobs: '/jobs?limit=50',
  };
  const pairs = await alternately(context, {
    unit: 'ms',
    async ours() {
      slowest.clear();
      const times: number[] = [];
      for (const [list, path] of Object.entries(lists)) {
        let cursor: string | null = null;
        for (let page = 0; page < pages; page++) {
          const { ms, next } = await ask(list, cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`);
          times.push(ms);
          cursor = next;
        }
      }
      return percentile(times, 0.95);
    },
    peer: budget(allowedMs),
  });
  const details = [...slowest].map(([list, ms]) => `slowest page of ${list}: ${Math.round(ms)} ms`);
  return compare(pairs, { unit: 'ms', peer: 'allowed', better: 'less', details });
}

async function addOnePhoto(url: string, key: string): Promise<void> {
  const client = createClient({ url, key });
  const { id: vehicleId } = await client.vehicles.create({ stockNumber: 'first', make: 'Red', model: 'Car' });
  await using uploader = createUploader({ client, storage: null });
  await uploader.add(new File([new Uint8Array(redCarPhoto())], 'car.png'), { vehicleId }).done;
  for await (const event of client.events({ after: '0' })) {
    if (event.type === 'photo.changed' && event.data.state === 'review') return;
  }
}
