import type { Provider } from '@forecourt/sdk/providers';
import type { Environment } from '@forecourt/sdk/settings';
import type { Database } from '../database/index.ts';
import type { ServerSettings } from '../settings/settings.ts';
import type { Storage } from '../storage/index.ts';
import type { Site } from './site.ts';

export interface RunningSiteParts {
  readonly environment: Environment;
  readonly settings: ServerSettings;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly database: Database;
  readonly storage: Storage;
  /** Null where this process makes no cutouts. */
  readonly provider: Provider | null;
}

/** The installation as the server that runs has it open. */
export function runningSite({ database, storage, provider, ...rest }: RunningSiteParts): Site {
  return {
    ...rest,
    isServing: true,
    isWorking: provider !== null,
    database: () => Promise.resolve(database),
    storage: () => Promise.resolve(storage),
    provider: async (signal) => (await provider?.health({ signal })) ?? { state: 'ready', message: 'This process makes no cutouts.' },
    now: () => Date.now(),
  };
}
