// A worker whose cutouts cost 50 ms of waiting and nothing else: `job-worker.ts`, with DATABASE_URL, REDIS_URL and FORECOURT_DATA_DIR.

import { setTimeout as wait } from 'node:timers/promises';
import { createLocalProvider } from '../../packages/sdk/src/providers/local/index.ts';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { createRedisQueue } from '../../packages/server/src/jobs/redis/redis-queue.ts';
import { startWorker } from '../../packages/server/src/jobs/worker.ts';
import { createLocalStorage } from '../../packages/server/src/storage/index.ts';
import { installTinyModel, redCarPhoto, temporaryFolder } from '../../packages/testing/src/index.ts';

const waitMs = 50;
const { DATABASE_URL: url, REDIS_URL: redisUrl = '', FORECOURT_DATA_DIR: dataDir = '' } = process.env;

await using folder = await temporaryFolder();
await using local = createLocalProvider(await installTinyModel(folder.path));
const made = await local.removeBackground({
  image: redCarPhoto({ widthPx: 160, heightPx: 120, seed: 1 }),
  format: 'png',
  previewWidthPx: 160,
});
await using database = await openDatabase({ dataDir, url });
await using queue = await createRedisQueue({ url: redisUrl });
await using storage = await createLocalStorage({ folder: dataDir });
const provider = {
  ...local,
  name: 'waiting',
  warm: async () => undefined,
  async removeBackground() {
    await wait(waitMs);
    return made;
  },
};
await using _ = await startWorker({ database, queue, storage, provider, concurrency: 2 });
process.stdout.write('working\n');
await new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
