import type { ProviderHealth } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import type { Transaction } from '../database/open.ts';
import { insertProvider, listProviders } from '../database/providers.ts';
import { operationsOf } from './kinds.ts';

/** Words for a provider that would be there if nobody had set one up. */
export const localReady: ProviderHealth = { state: 'ready', message: 'It runs on this machine.' };

/** Whatever is set up first, the engine of this machine stays: in front, until somebody says otherwise. */
export async function keepEngine(tx: Transaction, dealershipId: string, engine: Provider): Promise<void> {
  if ((await listProviders(tx, dealershipId)).length > 0) return;
  await insertProvider(tx, {
    ...{ dealershipId, kind: 'local', name: 'local', baseUrl: null, secretId: null },
    ...{ operations: await operationsOf(engine), weight: 100, isEnabled: true },
    ...{ limits: { concurrency: null, requestsPerMinute: null }, health: localReady },
  });
}
