import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Providers of a dealership and its budgets. */
export function providerHandlers({ providers: { settings, budgets } }: HandlerParts) {
  return {
    listProviders: ({ caller }) => settings.list(caller.dealershipId),
    createProvider: ({ caller, body }) => settings.create(caller, body),
    orderProviders: async ({ caller, body }) => ({ items: await settings.order(caller, body.providerIds) }),
    changeProviderRules: ({ caller, body }) => settings.choose(caller, body.choose),
    getProvider: ({ caller, params }) => settings.read(caller.dealershipId, params.providerId),
    changeProvider: ({ caller, params, body }) => settings.change(caller, params.providerId, body),
    deleteProvider: ({ caller, params }) => settings.delete(caller, params.providerId),
    changeProviderKey: ({ caller, params, body }) => settings.changeKey(caller, params.providerId, body),
    testProvider: ({ caller, params }) => settings.test(caller, params.providerId),
    resetBreaker: ({ caller, params, body }) => settings.resetBreaker(caller, params.providerId, body.operation),
    listBudgets: async ({ caller }) => ({ items: await budgets.list(caller.dealershipId) }),
    setBudget: ({ caller, params, body }) => budgets.set(caller, { ...body, ...params }),
    removeBudget: ({ caller, params }) => budgets.remove(caller, params.period),
  } satisfies Partial<Handlers>;
}
