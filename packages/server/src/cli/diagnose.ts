import { resolve } from 'node:path';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { type LookedAt, lookAtDatabase } from '../database/look.ts';
import type { Site } from '../diagnostics/index.ts';
import { readServerSettings } from '../settings/settings.ts';
import { createLocalStorage, openBucket, type Storage } from '../storage/index.ts';

/** The installation that the environment describes, while no server of it runs in this process. What was opened for it closes with it. */
export function siteOfEnvironment(): Site & AsyncDisposable {
  const settings = readServerSettings();
  const dataDir = resolve(settings.dataDir);
  const stack = new AsyncDisposableStack();
  let database: Promise<LookedAt | null> | undefined;
  let storage: Promise<Storage> | undefined;
  return {
    environment: process.env,
    settings,
    dataDir,
    databaseUrl: settings.databaseUrl,
    redisUrl: settings.redisUrl,
    isServing: false,
    isWorking: settings.isWorkerWanted,
    database() {
      database ??= lookAtDatabase({ dataDir, url: settings.databaseUrl }).then((found) => (found ? stack.use(found) : null));
      return database;
    },
    storage() {
      const { bucket } = settings.storage;
      storage ??= (bucket === undefined ? createLocalStorage({ folder: dataDir }) : openBucket(bucket)).then((opened) => stack.use(opened));
      return storage;
    },
    async provider(signal) {
      await using local = createLocalProvider();
      return await local.health({ signal });
    },
    now: () => Date.now(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
