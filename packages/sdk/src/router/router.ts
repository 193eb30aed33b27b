import { ForecourtError } from '@forecourt/errors';
import type { ProviderHealth } from '../contract/index.ts';
import type { Provider } from '../providers/index.ts';
import { createMemoryBreakers } from './breakers/index.ts';
import { createCaller } from './caller.ts';
import { plan } from './choice/plan.ts';
import { systemClock } from './clock.ts';
import { createMemoryLimits } from './limits/index.ts';
import { createOffers } from './offers.ts';
import { parseOptions } from './options.ts';
import { wantedAnalysis, wantedCutout, wantedEdit, wantedPictures } from './requests.ts';
import { findAccepted, resumeCall } from './resume.ts';
import type { Router } from './routed.ts';
import { type RouterOptions, routerOptionsSchema } from './router-options.ts';

/**
 * Makes one provider of several: each call goes to whom the rule of choice prefers, and on to the next when that one fails. Its results
 * and its errors say who was asked, why it failed, and what it cost.
 *
 * A failure is never taken for a success, nobody is asked for another operation than the one that is wanted, and no provider is asked a second
 * time for what it may have been paid for.
 *
 * @example
 * await using router = createRouter({ providers: [createOpenAiProvider({ apiKey }), createReplicateProvider({ token })], choose: 'price' });
 * const { images, route } = await router.generateImage({ prompt: 'a red car on a mountain road' });
 * console.log(images[0].sha256, route.attempts, route.cost);
 *
 * @throws INVALID_INPUT for wrong options
 */
export function createRouter(options: RouterOptions): Router {
  const parsed = parseOptions(routerOptionsSchema, options, 'a router');
  const { providers, name, choose: choice, random, clock = systemClock, cache, deadlineMs, budget, ledger, hedge } = parsed;
  const providerNames = providers.map((provider) => provider.name);
  const twice = providerNames.find((one, index) => providerNames.indexOf(one) !== index);
  if (twice !== undefined) throw new ForecourtError('INVALID_INPUT', `Two providers of a router are called ${twice}.`);

  const offers = createOffers(providers, clock);
  const { breakers = createMemoryBreakers({ clock: clock.now, random }), limits = createMemoryLimits({ clock: clock.now }) } = parsed;
  const parts = { ...parsed, breakers, limits, budget, ledger, hedge, clock };
  const caller = createCaller({ offers, providerNames, choice, cache, deadlineMs, parts });
  const withHash = cache !== undefined;

  const close = async (): Promise<void> => {
    await caller.close();
    if (parsed.closesProviders) await Promise.all(providers.map((provider) => provider.close()));
  };

  return {
    name,
    async abilities() {
      const { known } = await offers.read();
      return { provider: name, checkedOn: null, offers: known.map(({ offer }) => offer) };
    },
    async health(context) {
      return overall(await Promise.all(providers.map(async (provider) => ({ provider, health: await provider.health(context) }))));
    },
    async warm(context) {
      await Promise.all(providers.map((provider) => provider.warm?.(context)));
    },
    removeBackground: (request, context = {}) => caller.run((signal) => wantedCutout(request, { withHash, signal }), context),
    generateImage: (request, context = {}) => caller.run(() => wantedPictures(request), context),
    editImage: (request, context = {}) => caller.run((signal) => wantedEdit(request, { withHash, signal }), context),
    analyzeImage: (request, context = {}) => caller.run((signal) => wantedAnalysis(request, { withHash, signal }), context),
    resume: (providerJobId, request, context = {}) =>
      caller.within(async (signal) => {
        const { provider, id } = findAccepted(providers, providerJobId);
        const { task } = 'images' in request ? await wantedEdit(request, { withHash: false, signal }) : wantedPictures(request);
        const { known } = await offers.read();
        const { operation, model } = task.request;
        const offered = known.find(
          (one) => one.provider === provider && one.offer.operation === operation && (model === undefined || one.offer.model === model),
        );
        if (!offered) throw new ForecourtError('NOT_FOUND', `${provider.name} does not offer ${operation} by ${model ?? 'any model'}.`);
        return await resumeCall(task, offered, id, context, signal, parts);
      }, context),
    async plan(request, { providers: allowed } = {}) {
      const { known } = await offers.read();
      return plan(known, request, choice, { now: clock.now(), random, providers: allowed });
    },
    async rate(made, operation, score) {
      const { known } = await offers.read();
      const one = known.find(
        ({ provider, offer }) => provider.name === made.provider && offer.model === made.model && offer.operation === operation,
      );
      one?.history.scored(score, clock.now());
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Ready where one of them is; degraded where another is not. */
function overall(told: readonly { readonly provider: Provider; readonly health: ProviderHealth }[]): ProviderHealth {
  const wrong = told.filter(({ health }) => health.state !== 'ready');
  const words = wrong.map(({ provider, health }) => `${provider.name}: ${health.message}`).join(' ');
  if (told.length === 0) return { state: 'unavailable', message: 'It has no providers.', hint: 'Give the router a provider.' };
  if (wrong.length === 0) return { state: 'ready', message: `${told.map(({ provider }) => provider.name).join(', ')}: ready.` };
  const hint = wrong.find(({ health }) => health.hint !== undefined)?.health.hint;
  const works = told.some(({ health }) => health.state !== 'unavailable');
  return { state: works ? 'degraded' : 'unavailable', message: words, ...(hint !== undefined && { hint }) };
}
