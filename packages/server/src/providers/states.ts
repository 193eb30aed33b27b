import type { ProviderHealth } from '@forecourt/sdk/contract';
import { databaseError } from '../database/failures.ts';
import type { Database } from '../database/open.ts';
import { listProviders } from '../database/providers.ts';
import { healthOf, readBreakers } from './describe.ts';
import type { SharedParts } from './shared-parts.ts';

/** How each provider of a dealership is, by its name, as far as it is known without asking it. */
export async function readStates(
  dealershipId: string,
  { database, sharedOf }: { readonly database: Database; readonly sharedOf: (dealershipId: string) => SharedParts },
): Promise<ReadonlyMap<string, ProviderHealth>> {
  const rows = await listProviders(database.orm, dealershipId).catch((error: unknown) => Promise.reject(databaseError(error)));
  const { breakers } = sharedOf(dealershipId);
  const states = rows.map(async (row): Promise<[string, ProviderHealth]> => {
    const health = healthOf(row);
    if (health.state !== 'ready') return [row.name, health];
    const open = (await readBreakers(breakers, row)).filter(({ state }) => state === 'open');
    if (open.length === 0) return [row.name, health];
    const operations = open.map(({ operation }) => operation).join(', ');
    const message = `${row.name} failed too often at ${operations}; it is left alone for a while.`;
    return [row.name, { state: open.length === row.operations.length ? 'unavailable' : 'degraded', message }];
  });
  return new Map(await Promise.all(states));
}
