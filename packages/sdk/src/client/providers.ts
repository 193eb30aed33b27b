import type * as z from 'zod';
import type { BudgetPeriod, Choice, Operation, routes } from '../contract/index.ts';
import type { Call, CallInput, CallOptions } from './call.ts';
import { listOf } from './pages.ts';

type Body<Name extends 'createProvider' | 'changeProvider' | 'changeProviderKey' | 'setBudget'> = CallInput<Name>['body'];
type Query<Name extends 'getUsage' | 'listUsageCalls'> = z.input<(typeof routes)[Name]['query']>;

/** Providers of the dealership: who makes its cutouts and pictures. */
export function providers(call: Call) {
  return {
    /** In their order, with their state and how one of them is chosen. */
    list: (options?: CallOptions) => call('listProviders', {}, options),
    /** Sets one up; its key is tried first. @throws PROVIDER_KEY_REFUSED, OUTBOUND_REFUSED, PROVIDER_NAME_TAKEN */
    create: (body: Body<'createProvider'>, options?: CallOptions) => call('createProvider', { body }, options),
    /** One with everything that it can do. */
    get: (providerId: string, options?: CallOptions) => call('getProvider', { params: { providerId } }, options),
    /** Changes what is given and keeps the rest. */
    change: (providerId: string, body: Body<'changeProvider'>, options?: CallOptions) =>
      call('changeProvider', { params: { providerId }, body }, options),
    /** Gives another key, and with it another address. @throws PROVIDER_KEY_REFUSED, OUTBOUND_REFUSED */
    changeKey: (providerId: string, body: Body<'changeProviderKey'>, options?: CallOptions) =>
      call('changeProviderKey', { params: { providerId }, body }, options),
    /** Removes it with its key. */
    delete: (providerId: string, options?: CallOptions) => call('deleteProvider', { params: { providerId } }, options),
    /** Puts these in front, in this order. */
    order: async (providerIds: string[], options?: CallOptions) => (await call('orderProviders', { body: { providerIds } }, options)).items,
    /** Says how one of several is chosen. */
    choose: (choose: Choice, options?: CallOptions) => call('changeProviderRules', { body: { choose } }, options),
    /** Asks it now whether it would work. */
    test: (providerId: string, options?: CallOptions) => call('testProvider', { params: { providerId } }, options),
    /** Lets the next call go to it again, whatever failed before. */
    resetBreaker: (providerId: string, operation?: Operation, options?: CallOptions) =>
      call('resetBreaker', { params: { providerId }, body: { operation } }, options),
  };
}

/** What the dealership may spend. */
export function budgets(call: Call) {
  return {
    list: async (options?: CallOptions) => (await call('listBudgets', {}, options)).items,
    /** Sets the budget of a day or a month; what was spent in it before counts. */
    set: (period: BudgetPeriod, body: Body<'setBudget'>, options?: CallOptions) => call('setBudget', { params: { period }, body }, options),
    remove: (period: BudgetPeriod, options?: CallOptions) => call('removeBudget', { params: { period } }, options),
  };
}

/** What calls to providers were made, and what they cost. */
export function usage(call: Call) {
  return {
    /** In sums, by provider, model, operation, person or day. */
    sums: (query: Query<'getUsage'> = {}, options?: CallOptions) => call('getUsage', { query }, options),
    /** Every try of every call, newest first. */
    calls: (query: Query<'listUsageCalls'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listUsageCalls', { query: { ...query, cursor } }, options), options),
  };
}
