import { ForecourtError } from '@forecourt/errors';
import type { ProviderHealth } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import type { Redis } from 'ioredis';
import { forgetReservations } from '../database/budgets.ts';
import type { Database } from '../database/open.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Secrets } from '../secrets/index.ts';
import type { Logger } from '../settings/logger.ts';
import type { Metrics } from '../telemetry/index.ts';
import { createDatabaseBudget } from './budget.ts';
import { type Budgets, createBudgets } from './budgets.ts';
import type { HostsOf } from './build.ts';
import { readProviderCatalogue } from './catalogue.ts';
import { type CutoutOffers, createCutoutOffers } from './cutout-offers.ts';
import { createProviderSettings, type ProviderAdministration } from './provider-settings.ts';
import { noteState } from './refusals.ts';
import { lookAfterProviders } from './retirements.ts';
import { createRouters, type Routers } from './routers.ts';
import { createSharedParts } from './shared-parts.ts';
import { readStates } from './states.ts';
import { createWelcomeHosts, type WelcomeHost } from './welcome-hosts.ts';

export interface ProvidersOptions {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'put' | 'remove' | 'read'>;
  readonly outbound: Pick<Outbound, 'check' | 'webFetch'>;
  readonly metrics: Metrics;
  readonly redis: Redis | undefined;
  readonly logger: Logger;
  /** What makes cutouts on this machine, with its calls counted. */
  readonly engine: Provider;
  readonly hostsOf: HostsOf;
  /** A file of models and prices in place of those that came with this version. */
  readonly catalogueFile: string | undefined;
  /** Told what went wrong beside calls: what could not be booked, read or told. */
  readonly onTrouble: (trouble: { readonly dealershipId: string; readonly error: ForecourtError }) => void;
}

/** Providers of all dealerships: their routers, and how people handle them and what they cost. */
export interface Providers extends AsyncDisposable {
  readonly routers: Routers;
  readonly settings: ProviderAdministration;
  readonly budgets: Budgets;
  readonly cutoutOffers: CutoutOffers;
  /** How each of them is, by its name, as far as it is known without asking. */
  statesOf(dealershipId: string): Promise<ReadonlyMap<string, ProviderHealth>>;
  /** A host came or went: keeps how the provider is that works on hosts. */
  noteHosts(dealershipId: string): Promise<void>;
  /** A host has just said how it is: from the first that can cut, hosts make the cutouts of their dealership. */
  welcomeHost(...seen: Parameters<WelcomeHost>): void;
  /** Once a day: asks how they are, warns of models that are taken away, and removes reservations that count no more. */
  lookAfter(signal?: AbortSignal): Promise<void>;
}

/** @throws FILE_NOT_READABLE, INVALID_INPUT for a catalogue that is none */
export async function createProviders(options: ProvidersOptions): Promise<Providers> {
  const { database, secrets, outbound, metrics, redis, logger, engine, hostsOf, catalogueFile, onTrouble } = options;
  const catalogue = await readProviderCatalogue(catalogueFile);
  const sharedOf = createSharedParts({ redis, logger });
  const trouble = (error: unknown, dealershipId: string) => {
    logger.error({ err: error, dealershipId }, 'something about a provider could not be kept');
    onTrouble({ dealershipId, error: ForecourtError.from(error) });
  };
  const budget = createDatabaseBudget({ database, onError: trouble });
  const making = { metrics, fetch: outbound.webFetch, catalogue, engine, hostsOf };
  const routers = await createRouters({ ...making, database, secrets, budget, sharedOf, onTrouble: trouble });
  const welcomeHost = createWelcomeHosts({ database, engine });
  const underWay = new Set<Promise<void>>();
  const statesOf = (dealershipId: string) => readStates(dealershipId, { database, sharedOf });
  return {
    routers,
    settings: createProviderSettings({ ...making, database, secrets, outbound, routers, sharedOf }),
    budgets: createBudgets({ database }),
    cutoutOffers: createCutoutOffers({ routers, engine, statesOf }),
    statesOf,
    async noteHosts(dealershipId) {
      const { rows, providers } = await routers.built(dealershipId);
      const row = rows.find(({ kind }) => kind === 'remote');
      const provider = row && providers.get(row.id);
      if (provider) await noteState(database, row, await provider.health());
    },
    welcomeHost(dealershipId, ...seen) {
      const welcoming = welcomeHost(dealershipId, ...seen)
        .catch((error: unknown) => trouble(error, dealershipId))
        .finally(() => underWay.delete(welcoming));
      underWay.add(welcoming);
    },
    async lookAfter(signal) {
      const onError = (error: unknown, { dealershipId, name }: { readonly dealershipId: string; readonly name: string }) =>
        logger.warn({ err: error, dealershipId, provider: name }, 'a provider could not be looked after');
      await lookAfterProviders({ database, routers, signal, onError });
      await forgetReservations(database.orm);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(underWay);
      await routers[Symbol.asyncDispose]();
    },
  };
}
