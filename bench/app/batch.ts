import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../packages/sdk/src/client/index.ts';
import { createUploader } from '../../packages/sdk/src/uploads/index.ts';
import { fileSource } from '../../packages/sdk/src/uploads/node/index.ts';
import { makeKey, owner } from '../../packages/testing/src/index.ts';
import type { Benchmark, Context } from '../benchmark.ts';
import { compare } from '../measure.ts';
import { percentile } from '../server/percentile.ts';
import { treeUse } from '../server/processes.ts';
import { differentPhotos } from './different-photos.ts';
import { startApp } from './start.ts';

const photos = 50;
const allowedMs = 100;
const pauseMs = 250;

/** While a batch is worked on, the page and the API are asked four times a second. */
export const appBatch: Benchmark = {
  name: 'app.batch50',
  title: `answers of the app while it cuts out ${photos} photos of 4 megapixels, 95th of a hundred`,
  target: { field: 'value', bound: 'at most', limit: allowedMs },
  repeat: 1,
  run: measure,
};

async function measure(context: Context) {
  const { paths, origin } = await differentPhotos(4, 1 + photos * context.repeat);
  await using app = await startApp(context.signal);
  const client = createClient({ url: app.url, key: await makeKey(app.url) });
  const { id } = await client.vehicles.create({ stockNumber: 'batch', make: 'Audi', model: 'A4' });
  const session = await fetch(`${app.url}/api/v1/session`, {
    method: 'POST',
    body: JSON.stringify(owner),
    headers: { 'Content-Type': 'application/json', Origin: app.url },
  });
  const headers = {
    Cookie: session.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; '),
  };
  const addresses = [`${app.url}/vehicles/${id}`, `${app.url}/api/v1/photos?vehicleId=${id}&limit=200`];
  const ask = async (address: string) => {
    const started = performance.now();
    const answer = await fetch(address, { headers, signal: context.signal });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    return performance.now() - started;
  };
  // The first page compiles, and the first photo loads the model.
  for (const address of addresses) await ask(address);
  await using uploader = createUploader({ client, storage: null });
  await uploader.add(await fileSource(paths[0] ?? ''), { vehicleId: id }).done;
  await untilDone(client, id, 1, context.signal);

  const pairs = [];
  for (let run = 1; run <= context.repeat; run++) {
    const began = await treeUse(app.pid);
    const started = performance.now();
    const batch = paths.slice(1 + photos * (run - 1), 1 + photos * run);
    const sources = await Promise.all(batch.map(fileSource));
    const uploads = sources.map((source) => uploader.add(source, { vehicleId: id }).done);
    let isOver = false;
    const over = Promise.all(uploads)
      .then(() => untilDone(client, id, 1 + photos * run, context.signal))
      .finally(() => {
        isOver = true;
      });
    const times: number[] = [];
    while (!isOver) {
      for (const address of addresses) times.push(await ask(address));
      await Promise.race([over, wait(pauseMs, undefined, { signal: context.signal })]);
    }
    await over;
    const ms = performance.now() - started;
    const ended = await treeUse(app.pid);
    const share = (ended.cpuMs - began.cpuMs) / (ms * availableParallelism());
    pairs.push({ ours: percentile(times, 0.95), peer: allowedMs, share, ms, slowest: Math.max(...times), asked: times.length });
    context.progress(`${run} of ${context.repeat}: ${Math.round(ms / 1000)} s`);
  }
  const details = pairs.map(
    ({ share, ms, slowest, asked }) =>
      `${Math.round((60_000 * photos) / ms)} photos a minute, processors ${Math.round(100 * share)} % busy with the app; slowest of ${asked} answers ${Math.round(slowest)} ms`,
  );
  return compare(pairs, { unit: 'ms', peer: 'allowed', better: 'less', details: [origin, ...details] });
}

async function untilDone(client: ReturnType<typeof createClient>, vehicleId: string, count: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { photos: counts } = await client.vehicles.get(vehicleId, { signal });
    if (counts.failed > 0) throw new Error(`${counts.failed} photos failed`);
    if (counts.review >= count) return;
    await wait(pauseMs, undefined, { signal });
  }
}
