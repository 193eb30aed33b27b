import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../packages/sdk/src/client/index.ts';
import { createUploader } from '../../packages/sdk/src/uploads/index.ts';
import { type ColumnName, makeKey, postgres, redCarPhoto, redis, startColumn } from '../../packages/testing/src/index.ts';
import { type Benchmark, type Context, Skipped } from '../benchmark.ts';
import { budget, compare } from '../measure.ts';
import { percentile } from './percentile.ts';

const allowedMs = 25;
const perSecond = 200;
const seconds = 20;

/**
 * Reads at a steady rate, whatever the answers take (an open loop: a slow answer does not slow the next question down), while photos come
 * in and are cut out by a tiny model: what is measured is the server, not the inference.
 */
export function readsBenchmark(column: ColumnName): Benchmark {
  return {
    name: `server.reads.${column}`,
    title: `${perSecond} reads a second beside the running queue on ${column === 'embedded' ? 'PGlite' : 'PostgreSQL'}, 99th of a hundred`,
    target: { field: 'value', bound: 'at most', limit: allowedMs },
    repeat: 3,
    run: (context) => measure(column, context),
  };
}

async function measure(name: ColumnName, context: Context) {
  if (name === 'grown' && !(postgres.isThere && redis.isThere)) throw new Skipped('there is no PostgreSQL or no Redis on this machine');
  // As in an installation; the limit on requests counts, and stops nobody here.
  await using column = await startColumn(name, { NODE_ENV: 'production', FORECOURT_RATE_LIMIT: '1000000' });
  const [server] = column.servers;
  if (!server) throw new Skipped('no server was started');
  const key = await makeKey(server.url);
  const client = createClient({ url: server.url, key });
  const { id: vehicleId } = await client.vehicles.create({ stockNumber: 'reads', make: 'Red', model: 'Car' });
  await using uploader = createUploader({ client, storage: null });
  let sent = 0;
  const send = () => uploader.add(photo(sent++), { vehicleId }).done;
  await send();

  const paths = ['/vehicles?limit=50', `/vehicles/${vehicleId}`, '/photos?limit=50', '/jobs?limit=50', '/session'];
  const read = async (path: string) => {
    const due = performance.now();
    const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` }, signal: context.signal });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return performance.now() - due;
  };
  for (const path of paths) await read(path);

  const pairs = [];
  const details: string[] = [];
  for (let run = 1; run <= context.repeat; run++) {
    const loading = new AbortController();
    const queue = keepBusy(send, loading.signal);
    const before = sent;
    const reads: Promise<number>[] = [];
    const started = performance.now();
    for (let asked = 0; asked < perSecond * seconds; asked++) {
      const dueInMs = started + (asked * 1000) / perSecond - performance.now();
      if (dueInMs > 0) await wait(dueInMs, undefined, { signal: context.signal });
      reads.push(read(paths[asked % paths.length] ?? ''));
    }
    const times = await Promise.all(reads);
    loading.abort();
    await queue;
    pairs.push({ ours: percentile(times, 0.99), peer: await budget(allowedMs)() });
    const rate = (perSecond * seconds * 1000) / (performance.now() - started);
    details.push(
      `${Math.round(rate)} a second asked, median ${percentile(times, 0.5).toFixed(1)} ms, slowest ${Math.round(Math.max(...times))} ms, ${sent - before} photos beside it`,
    );
    context.progress(`${run} of ${context.repeat}: ${details.at(-1)}`);
  }
  return compare(pairs, { unit: 'ms', peer: 'allowed', better: 'less', details });
}

/** A photo at a time, one after the other: each is hashed, stored, queued, cut out and reported. */
async function keepBusy(send: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await send();
}

/** Each another file: bytes behind the picture's end change its hash and not its pixels. */
function photo(number: number): File {
  return new File([new Uint8Array(redCarPhoto()), String(number)], `car-${number}.png`);
}
