import type { ProviderHealth } from '@forecourt/sdk/contract';
import type { Environment } from '@forecourt/sdk/settings';
import type { ForecourtOrm } from '../database/orm.ts';
import type { ServerSettings } from '../settings/settings.ts';
import type { Storage } from '../storage/index.ts';

/** A database as it is, which nobody has migrated for the occasion. */
export interface SeenDatabase {
  readonly kind: 'pglite' | 'postgres';
  readonly orm: ForecourtOrm;
}

/** The installation that is looked at: from inside a running server, or from the command line while none runs. */
export interface Site {
  readonly environment: Environment;
  readonly settings: ServerSettings;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Whether the server that answers is the one that is looked at. */
  readonly isServing: boolean;
  /** Whether this process makes cutouts too. */
  readonly isWorking: boolean;
  /** @throws DATABASE_UNAVAILABLE, DATA_FOLDER_IN_USE, … ; null where the first start has still to make one */
  database(): Promise<SeenDatabase | null>;
  /** @throws what opening it throws */
  storage(): Promise<Storage>;
  /** Whether whoever makes the cutouts could. */
  provider(signal: AbortSignal): Promise<ProviderHealth>;
  now(): number;
}
