import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../../e2e/random.ts';
import { createClient } from '../../packages/sdk/src/client/index.ts';
import { createFolderSync, vehicleBySubfolder } from '../../packages/sdk/src/sync/index.ts';
import { createUploader } from '../../packages/sdk/src/uploads/index.ts';
import { folderStorage } from '../../packages/sdk/src/uploads/node/index.ts';
import { makeKey, redCarPhoto, startServer, startTcpProxy, temporaryFolder } from '../../packages/testing/src/index.ts';
import type { Soak } from './soak.ts';

const vehicles = 50;
const changeEvery = 25;

/** A folder of many small photos that are renamed, replaced and added to while the network comes and goes. */
export const folderSyncSoak: Soak = {
  name: 'sync.folder',
  title: 'five thousand photos of a folder, changed while the network flaps: each on the platform, none twice',
  count: 5000,
  async run({ count, seed, signal, say }) {
    await using stack = new AsyncDisposableStack();
    const place = stack.use(await temporaryFolder());
    const server = stack.use(
      await startServer({ FORECOURT_DATA_DIR: join(place.path, 'server'), FORECOURT_SERVER_WORKER: 'no', FORECOURT_RATE_LIMIT: '0' }),
    );
    const network = stack.use(await startTcpProxy({ target: server.port }));
    const client = createClient({ url: `http://127.0.0.1:${network.port}`, key: await makeKey(server.url) });
    const uploader = stack.use(createUploader({ client, storage: folderStorage(join(place.path, 'uploads')), parallel: 6 }));
    const folder = join(place.path, 'photos');
    const random = createRandom(seed);
    let made = 0;
    const newPhoto = () => redCarPhoto({ widthPx: 48, heightPx: 40, seed: ++made });
    const folderOf = (number: number) => join(folder, `V-${number % vehicles}`);
    for (let number = 0; number < vehicles; number++) await mkdir(folderOf(number), { recursive: true });
    for (let number = 0; number < count; number++) await writeFile(join(folderOf(number), `${number}.png`), newPhoto());

    await using sync = await createFolderSync({
      ...{
        client,
        uploader,
        folder,
        stateFolder: join(place.path, 'state'),
        deletions: 'delete',
        restMs: 200,
        goneAfterMs: 1000,
        parallel: 6,
      },
      vehicles: vehicleBySubfolder({ client, create: { make: 'Soak', model: 'Car' } }),
    });
    const flapping = new AbortController();
    const flaps = flap(network, random, flapping.signal);
    let changes: Promise<void> = Promise.resolve();
    let happened = 0;
    let changed = 0;
    sync.subscribe(() => {
      if (++happened % changeEvery !== 0) return;
      if (happened % 500 === 0) say(`${happened} of about ${count}`);
      const number = Math.floor(random() * count);
      changed++;
      changes = changes.then(() => change(number));
    });
    async function change(number: number): Promise<void> {
      const path = join(folderOf(number), `${number}.png`);
      const isThere = await rename(path, join(folderOf(number), `renamed-${number}.png`)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
          // It was renamed by an earlier one.
          return false;
        },
      );
      if (!isThere) return;
      await writeFile(join(folderOf(number + 1), `added-${number}.png`), newPhoto());
    }
    const startedAt = performance.now();
    try {
      while (changed === 0 || sync.report.waiting > 0 || sync.report.state !== 'in-step') await once();
    } finally {
      flapping.abort();
      await flaps;
    }
    await changes;
    await once();

    async function once(): Promise<void> {
      signal.throwIfAborted();
      // What fails while the network is away is what the next round mends.
      await sync.once(signal).catch(() => pause(100));
    }

    const here = await hashesIn(folder);
    const there: string[] = [];
    for await (const { asset } of createClient({ url: server.url, headers: await client.headers() }).photos.list({ limit: 100 }))
      there.push(asset.sha256);
    const lost = here.filter((hash) => !there.includes(hash)).length;
    const twice = there.length - new Set(there).size;
    const left = there.filter((hash) => !here.includes(hash)).length;
    const isGood = lost === 0 && twice === 0 && left === 0 && here.length >= count;
    const facts = { files: here.length, photos: there.length, lost, twice, left, changed, cuts: network.connections };
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const lines = [
      `${here.length} files and ${there.length} photos after ${changed} changes, ${network.connections} connections and ${seconds} s: ${lost} lost, ${twice} twice, ${left} that should be gone`,
      isGood ? 'Every promise held.' : 'A PROMISE WAS BROKEN.',
    ];
    return { isGood, lines, facts };
  },
};

/** Up for a second or so, away for a moment, until it is told to stop. */
async function flap(network: { cut(): void; down(): Disposable }, random: () => number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(200 + random() * 1500, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (random() < 0.5) {
      network.cut();
      continue;
    }
    using _ = network.down();
    await pause(random() * 500, undefined, { signal }).catch(() => undefined);
  }
}

async function hashesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.png'));
  return await Promise.all(
    names.map(async (name) =>
      createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex'),
    ),
  );
}
