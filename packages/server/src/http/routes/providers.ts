import { ForecourtError } from '@forecourt/errors';
import type { Handlers } from '../call.ts';

/** Providers of a dealership and its budgets. */
export function providerHandlers() {
  const refuse = async (): Promise<never> => {
    throw new ForecourtError('NO_PROVIDER', 'This server has the local engine alone.');
  };
  return {
    listProviders: async () => ({ items: [], rules: { choose: 'order', isDefault: true } }),
    createProvider: refuse,
    orderProviders: refuse,
    changeProviderRules: refuse,
    getProvider: refuse,
    changeProvider: refuse,
    deleteProvider: refuse,
    changeProviderKey: refuse,
    testProvider: refuse,
    resetBreaker: refuse,
    listBudgets: async () => ({ items: [] }),
    setBudget: refuse,
    removeBudget: refuse,
    getUsage: refuse,
    listUsageCalls: async () => ({ items: [], nextCursor: null }),
    exportUsage: refuse,
  } satisfies Partial<Handlers>;
}
