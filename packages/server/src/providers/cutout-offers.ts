import { ForecourtError } from '@forecourt/errors';
import type { CutoutOffer, ProviderHealth, RemovalOptions } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import { createRouter, type Plan } from '@forecourt/sdk/router';
import { toProblem } from '../problems/problem.ts';
import { renamed } from './kinds.ts';
import type { Routers } from './routers.ts';

/** Who could make the cutouts of a dealership. */
export interface CutoutOffers {
  /** One offer of each provider, the one that would be asked first in front. Spends nothing, asks nobody. */
  list(dealershipId: string): Promise<CutoutOffer[]>;
  /** @throws NO_PROVIDER, MODEL_RETIRED, PARAMETER_UNSUPPORTED, PRICE_UNKNOWN where a provider is named that would not do it */
  require(dealershipId: string, options: RemovalOptions | null | undefined): Promise<void>;
}

export interface CutoutOffersOptions {
  readonly routers: Pick<Routers, 'built'>;
  /** What makes cutouts on this machine. */
  readonly engine: Provider;
  readonly statesOf: (dealershipId: string) => Promise<ReadonlyMap<string, ProviderHealth>>;
}

export function createCutoutOffers({ routers, engine, statesOf }: CutoutOffersOptions): CutoutOffers {
  /** Speaks for the engine where a dealership has nothing set up, under the name that people know. It makes no calls. */
  const alone = createRouter({ providers: [renamed(engine, 'local')], closesProviders: false });

  async function plansOf(dealershipId: string, { careful = false, model }: Partial<RemovalOptions> = {}): Promise<readonly Plan[]> {
    const { rows, router } = await routers.built(dealershipId);
    const request = { operation: 'removeBackground', format: 'png', careful, ...(model !== undefined && { model }) } as const;
    return await (rows.length === 0 ? alone : router).plan(request);
  }

  return {
    async list(dealershipId) {
      const [plans, states] = await Promise.all([plansOf(dealershipId), statesOf(dealershipId)]);
      return firstOfEach(plans).map((plan) => shown(plan, states.get(plan.provider)));
    },
    async require(dealershipId, options) {
      if (!options?.provider) return;
      const { provider } = options;
      const plans = await plansOf(dealershipId, options);
      const own = plans.filter((plan) => plan.provider === provider);
      if (own.some(({ problem }) => problem === null)) return;
      const [refused] = own;
      if (refused?.problem) throw refused.problem;
      const providers = firstOfEach(plans).map((plan) => plan.provider);
      throw new ForecourtError('NO_PROVIDER', `There is no provider ${provider} that makes such cutouts.`, {
        ...(providers.length > 0 && { hint: `Name one of these: ${providers.join(', ')}.` }),
        details: { operation: 'removeBackground', provider, providers },
      });
    },
  };
}

/** Of each provider the offer that it would be asked with; plans stand in the order in which they would be asked. */
function firstOfEach(plans: readonly Plan[]): Plan[] {
  return plans.filter((plan, index) => plans.findIndex(({ provider }) => provider === plan.provider) === index);
}

function shown({ provider, offer, problem, estimate, expectedMs }: Plan, health: ProviderHealth | undefined): CutoutOffer {
  return {
    ...{ provider, model: offer.model, title: offer.title ?? null, expectedMs },
    state: health?.state ?? 'ready',
    message: health?.message ?? null,
    canDo: problem === null,
    problem: problem && toProblem(problem),
    mostUsd: estimate && estimate.most / 1e6,
    usualUsd: estimate && estimate.usual / 1e6,
  };
}
