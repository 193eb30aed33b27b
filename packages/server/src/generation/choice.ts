import { ForecourtError } from '@forecourt/errors';
import type { Generation, GenerationEstimate, GenerationOperation, ProviderHealth } from '@forecourt/sdk/contract';
import type { Plan, Router } from '@forecourt/sdk/router';
import { toProblem } from '../problems/problem.ts';

/** What is wanted of whom. */
export interface Wish {
  readonly operation: GenerationOperation;
  readonly parameters: Generation['parameters'];
  readonly provider?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly inputs: readonly string[];
  readonly mask?: string | null | undefined;
}

/** Providers of one dealership, as far as it is known without asking them. */
export type ProviderStates = ReadonlyMap<string, Pick<ProviderHealth, 'state' | 'message'>>;

/** Everybody who offers the operation, whether he would do this and for how much. Spends nothing, asks nobody. */
export async function plansOf(router: Router, { operation, parameters, provider, model, inputs, mask }: Wish): Promise<readonly Plan[]> {
  const request = { ...parameters, operation, images: inputs, ...(mask && { mask }), ...(model && { model }) };
  const plans = await router.plan(request, provider ? { providers: [provider] } : {});
  return model ? plans.filter(({ offer }) => offer.model === model) : plans;
}

/** Who would be asked first. @throws why nobody would: PARAMETER_UNSUPPORTED, PRICE_UNKNOWN, MODEL_RETIRED, MODEL_UNKNOWN, NO_PROVIDER */
export async function chooseFirst(router: Router, wish: Wish): Promise<Plan> {
  const plans = await plansOf(router, wish);
  const first = plans.find(({ place }) => place === 0);
  if (first) return first;
  const problems = plans.flatMap(({ problem }) => problem ?? []);
  const [problem] = problems.filter(({ code }) => code === 'PARAMETER_UNSUPPORTED').concat(problems);
  if (!problem) throw nobody(wish);
  if (problems.length === 1) throw problem;
  throw new ForecourtError(problem.code, `Nobody can do this. ${problems.map(({ message }) => message).join(' ')}`, {
    details: {
      refused: plans.flatMap(({ provider, offer, problem: why }) => (why ? [{ provider, model: offer.model, ...toProblem(why) }] : [])),
    },
    cause: problem,
  });
}

function nobody({ operation, provider, model }: Wish): ForecourtError {
  const details = { operation, provider: provider ?? null, model: model ?? null };
  if (!model)
    return new ForecourtError('NO_PROVIDER', `${provider ?? 'No provider'} ${provider ? 'does not offer' : 'offers'} ${operation}.`, {
      details,
    });
  return new ForecourtError('MODEL_UNKNOWN', `${provider ?? 'No provider'} has ${provider ? 'no' : 'a'} model ${model} for ${operation}.`, {
    hint: 'Choose one of the models that the providers list.',
    details,
  });
}

/** The estimate as it is kept with a generation. */
export function estimateOf({ estimate, expectedMs }: Plan): Generation['estimate'] {
  return estimate && { mostUsd: estimate.most / 1e6, usualUsd: estimate.usual / 1e6, expectedMs };
}

/** The same for people who choose: everybody, the one who would be asked first in front. */
export function shownPlans(plans: readonly Plan[], states: ProviderStates): GenerationEstimate {
  const items = plans.map(({ provider, offer, place, problem, estimate, expectedMs }) => ({
    provider,
    offer,
    state: states.get(provider)?.state ?? ('ready' as const),
    message: states.get(provider)?.message ?? null,
    canDo: problem === null,
    place,
    problem: problem && toProblem(problem),
    mostUsd: estimate && estimate.most / 1e6,
    usualUsd: estimate && estimate.usual / 1e6,
    expectedMs,
  }));
  const best = items.find(({ place }) => place === 0);
  return {
    items: items.map(({ place: _, ...item }) => item),
    best: best ? { provider: best.provider, model: best.offer.model } : null,
  };
}
