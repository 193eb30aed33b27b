import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '@forecourt/sdk/providers';
import type { Budget, Router } from '@forecourt/sdk/router';
import { databaseError } from '../database/failures.ts';
import type { Database } from '../database/open.ts';
import { listProviders, type ProviderRow, providersChannel, readChoice } from '../database/providers.ts';
import { type BuildParts, brokenProvider, providerOfRow, routerOfRows } from './build.ts';
import { createDatabaseLedger } from './ledger.ts';
import { watchRefusals } from './refusals.ts';
import type { SharedParts } from './shared-parts.ts';

export interface RoutersOptions extends BuildParts {
  readonly database: Database;
  readonly budget: Budget;
  readonly sharedOf: (dealershipId: string) => SharedParts;
  /** Told what could not be booked or given back: no call fails of it. */
  readonly onTrouble: (error: ForecourtError, dealershipId: string) => void;
}

/** A dealership's providers as they are set up just now. */
export interface Built {
  readonly rows: readonly ProviderRow[];
  /** By the id of their row, also those that are off. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly router: Router;
}

/** The routers of all dealerships, each made when it is first asked for, and anew when somebody changes what it is made of. */
export interface Routers extends AsyncDisposable {
  /** Ask for it before each call: after a change it is another one. */
  built(dealershipId: string): Promise<Built>;
  of(dealershipId: string): Promise<Router>;
  /** Who makes cutouts: the engine of this process alone where nothing is set up. */
  cutoutsOf(dealershipId: string): Promise<Provider>;
  /** It is made anew with the next call; calls under way end as they began. */
  forget(dealershipId: string): void;
}

export async function createRouters(options: RoutersOptions): Promise<Routers> {
  const { database, budget, sharedOf, engine, onTrouble } = options;
  const known = new Map<string, Promise<Built>>();
  /** Routers with calls under way that were replaced since. */
  const replaced = new Set<Router>();
  const ledger = createDatabaseLedger({ database });

  async function build(dealershipId: string): Promise<Built> {
    const [rows, choose] = await Promise.all([listProviders(database.orm, dealershipId), readChoice(database.orm, dealershipId)]).catch(
      (error: unknown) => Promise.reject(databaseError(error)),
    );
    const providers = new Map<string, Provider>();
    for (const row of rows) {
      providers.set(
        row.id,
        await providerOfRow(row, options).catch((error: unknown) => {
          onTrouble(ForecourtError.from(error), dealershipId);
          return brokenProvider(row.name, error);
        }),
      );
    }
    const onError = (error: unknown) => onTrouble(ForecourtError.from(error), dealershipId);
    const router = routerOfRows(rows, providers, {
      ...{ ...sharedOf(dealershipId), choose, budget },
      ledger: watchRefusals(ledger, { database, rows, onError }),
      onTrouble: onError,
    });
    return { rows, providers, router: ofDealership(router, dealershipId, replaced) };
  }

  const built = (dealershipId: string) => {
    const present = known.get(dealershipId);
    if (present) return present;
    const making = build(dealershipId).catch((error: unknown) => {
      if (known.get(dealershipId) === making) known.delete(dealershipId);
      throw error;
    });
    known.set(dealershipId, making);
    return making;
  };
  const forget = (dealershipId: string) => void known.delete(dealershipId);
  const subscription = await database.listen(providersChannel, (dealershipId) => {
    // Without a name something may have been missed.
    if (dealershipId === '') known.clear();
    else forget(dealershipId);
  });

  return {
    built,
    forget,
    of: async (dealershipId) => (await built(dealershipId)).router,
    async cutoutsOf(dealershipId) {
      const { rows, router } = await built(dealershipId);
      return rows.length === 0 ? engine : router;
    },
    async [Symbol.asyncDispose]() {
      await subscription[Symbol.asyncDispose]();
      const present = await Promise.allSettled(known.values());
      const routers = present.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      await Promise.all([...routers.map(({ router }) => router.close()), ...[...replaced].map((router) => router.close())]);
      await Promise.all(routers.flatMap(({ providers }) => [...providers.values()].map((provider) => provider.close())));
    },
  };
}

/**
 * The same router for the money of one dealership, whatever its callers say. It stands in a set while it has calls under way: whoever closes all
 * finds it there after it was replaced.
 */
function ofDealership(router: Router, scope: string, busy: Set<Router>): Router {
  let calls = 0;
  const during = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    calls++;
    busy.add(router);
    try {
      return await work();
    } finally {
      calls--;
      if (calls === 0) busy.delete(router);
    }
  };
  return {
    ...router,
    removeBackground: (request, context) => during(() => router.removeBackground(request, { ...context, scope })),
    generateImage: (request, context) => during(() => router.generateImage(request, { ...context, scope })),
    editImage: (request, context) => during(() => router.editImage(request, { ...context, scope })),
    analyzeImage: (request, context) => during(() => router.analyzeImage(request, { ...context, scope })),
    resume: (providerJobId, request, context) => during(() => router.resume(providerJobId, request, { ...context, scope })),
  };
}
