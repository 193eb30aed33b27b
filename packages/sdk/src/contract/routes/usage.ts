import * as z from 'zod';
import { idSchema } from '../identifiers.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { operationSchema } from '../provider.ts';
import { usageCallSchema, usageGroupSchema, usageOutcomeSchema, usageSummarySchema } from '../usage.ts';
import type { Route } from './route.ts';

const range = {
  from: z.iso.date().optional().meta({ description: 'First day (UTC); 29 days before the last where left out.' }),
  to: z.iso.date().optional().meta({ description: 'Last day; today where left out. At most 400 days after the first.' }),
};

export const usageRoutes = {
  getUsage: {
    method: 'get',
    path: '/usage',
    tag: 'Usage',
    summary: 'What calls to providers were made and what they cost, in sums.',
    access: 'usage:read',
    query: z.object({ ...range, groupBy: usageGroupSchema.default('provider') }),
    status: 200,
    answer: usageSummarySchema,
  },
  listUsageCalls: {
    method: 'get',
    path: '/usage/calls',
    tag: 'Usage',
    summary: 'The ledger: every try of every call, newest first.',
    access: 'usage:read',
    query: pageQuerySchema.extend({
      ...range,
      provider: z.string().max(80).optional(),
      model: z.string().max(200).optional(),
      operation: operationSchema.optional(),
      outcome: usageOutcomeSchema.optional(),
      jobId: idSchema.optional(),
      generationId: idSchema.optional(),
    }),
    status: 200,
    answer: pageOf(usageCallSchema),
  },
  exportUsage: {
    method: 'get',
    path: '/usage/export',
    tag: 'Usage',
    summary: 'The ledger of these days as CSV, oldest first.',
    access: 'usage:read',
    query: z.object(range),
    status: 200,
    answerType: 'text/csv',
  },
} as const satisfies Record<string, Route>;
