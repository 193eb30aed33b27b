import * as z from 'zod';
import { idSchema } from '../identifiers.ts';
import { operationSchema } from '../provider.ts';
import {
  budgetPeriodSchema,
  budgetSchema,
  choiceSchema,
  providerDetailSchema,
  providerKindSchema,
  providerLimitsSchema,
  providerRulesSchema,
  providerSettingsSchema,
} from '../provider-settings.ts';
import type { Route } from './route.ts';

const params = z.object({ providerId: idSchema });
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and dashes, beginning with a letter')
  .meta({ example: 'openai' });
const fields = {
  name,
  operations: z.array(operationSchema).min(1).max(10).meta({ description: 'All that it can do where left out.' }),
  weight: z.int().min(0).max(1000),
  isEnabled: z.boolean(),
  limits: providerLimitsSchema,
};
const access = {
  key: z
    .string()
    .min(8)
    .max(500)
    .regex(/^[\x21-\x7e]+$/, 'must be the key as the provider shows it, without spaces'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .meta({ description: 'Public, and HTTPS unless the operator allows its host; null is the provider’s own address.' }),
};

export const providerRoutes = {
  listProviders: {
    method: 'get',
    path: '/providers',
    tag: 'Providers',
    summary: 'Providers of the dealership in their order, with their state; at most 50.',
    access: 'providers:read',
    status: 200,
    answer: z.object({ items: z.array(providerSettingsSchema), rules: providerRulesSchema }),
  },
  createProvider: {
    method: 'post',
    path: '/providers',
    tag: 'Providers',
    summary:
      'Set a provider up. Its key is tried with a call that costs nothing, and not kept if the provider refuses it; it is never shown again. The local engine stays the first where nothing was set up.',
    access: 'providers:write',
    body: z.strictObject({
      kind: providerKindSchema,
      name: name.optional().meta({ description: 'The kind where left out.' }),
      key: access.key.optional().meta({ description: 'Needed by every kind but the local one.' }),
      baseUrl: access.baseUrl.default(null),
      operations: fields.operations.optional(),
      weight: fields.weight.default(100),
      isEnabled: z.boolean().default(true),
      limits: providerLimitsSchema.prefault({}),
    }),
    status: 201,
    answer: providerDetailSchema,
    secret: true,
    errors: ['OUTBOUND_REFUSED', 'PROVIDER_NAME_TAKEN', 'OPERATION_UNSUPPORTED', 'PROVIDER_KEY_REFUSED', 'TOO_MANY_PROVIDERS'],
  },
  orderProviders: {
    method: 'post',
    path: '/providers/order',
    tag: 'Providers',
    summary: 'Put providers into this order; those that are not named keep theirs behind them.',
    access: 'providers:write',
    body: z.strictObject({ providerIds: z.array(idSchema).min(1).max(50) }),
    status: 200,
    answer: z.object({ items: z.array(providerSettingsSchema) }),
    errors: ['NOT_FOUND'],
  },
  changeProviderRules: {
    method: 'patch',
    path: '/providers/rules',
    tag: 'Providers',
    summary: 'Say how one of several providers is chosen.',
    access: 'providers:write',
    body: z.strictObject({ choose: choiceSchema }),
    status: 200,
    answer: providerRulesSchema,
  },
  getProvider: {
    method: 'get',
    path: '/providers/{providerId}',
    tag: 'Providers',
    summary: 'One provider with everything that it can do.',
    access: 'providers:read',
    params,
    status: 200,
    answer: providerDetailSchema,
  },
  changeProvider: {
    method: 'patch',
    path: '/providers/{providerId}',
    tag: 'Providers',
    summary: 'Change what is given, keep the rest. It counts from the next call on, in every process.',
    access: 'providers:write',
    params,
    body: z.strictObject(fields).partial(),
    status: 200,
    answer: providerDetailSchema,
    errors: ['PROVIDER_NAME_TAKEN', 'OPERATION_UNSUPPORTED'],
  },
  deleteProvider: {
    method: 'delete',
    path: '/providers/{providerId}',
    tag: 'Providers',
    summary: 'Remove a provider with its key. What it did and cost stays in the ledger.',
    access: 'providers:write',
    params,
    status: 204,
  },
  changeProviderKey: {
    method: 'post',
    path: '/providers/{providerId}/key',
    tag: 'Providers',
    summary: 'Give a new key, and with it another address: a key goes to no address that it was not entered for. Tried as a first one.',
    access: 'providers:write',
    params,
    body: z.strictObject({ key: access.key, baseUrl: access.baseUrl.optional().meta({ description: 'As it is where left out.' }) }),
    status: 200,
    answer: providerDetailSchema,
    secret: true,
    errors: ['OUTBOUND_REFUSED', 'PROVIDER_KEY_REFUSED'],
  },
  testProvider: {
    method: 'post',
    path: '/providers/{providerId}/test',
    tag: 'Providers',
    summary: 'Ask the provider now whether it would work, with a call that costs nothing.',
    access: 'providers:write',
    params,
    status: 200,
    answer: providerDetailSchema,
  },
  resetBreaker: {
    method: 'post',
    path: '/providers/{providerId}/breakers/reset',
    tag: 'Providers',
    summary: 'Forget what failed: the next call goes to the provider again.',
    access: 'providers:write',
    params,
    body: z.strictObject({ operation: operationSchema.optional().meta({ description: 'All of them where left out.' }) }),
    status: 200,
    answer: providerDetailSchema,
  },
  listBudgets: {
    method: 'get',
    path: '/budgets',
    tag: 'Usage',
    summary: 'Budgets of the dealership and what is spent of them. Without any, nothing is held back.',
    access: 'usage:read',
    status: 200,
    answer: z.object({ items: z.array(budgetSchema) }),
  },
  setBudget: {
    method: 'patch',
    path: '/budgets/{period}',
    tag: 'Usage',
    summary: 'Set the budget of a day or a month. What was spent in it before counts.',
    access: 'providers:write',
    params: z.object({ period: budgetPeriodSchema }),
    body: z.strictObject({
      limitMicrodollars: z.int().min(0).max(1_000_000_000_000),
      alertsAtPercent: z.array(z.int().min(1).max(100)).max(5).default([80]),
    }),
    status: 200,
    answer: budgetSchema,
  },
  removeBudget: {
    method: 'delete',
    path: '/budgets/{period}',
    tag: 'Usage',
    summary: 'Have no budget of a day or a month any more. None is no error.',
    access: 'providers:write',
    params: z.object({ period: budgetPeriodSchema }),
    status: 204,
  },
} as const satisfies Record<string, Route>;
