import * as z from 'zod';
import { errorDetailSchema, errorGroupSchema, errorHourSchema, errorStateSchema, failurePlaceSchema } from '../error-group.ts';
import { idSchema, timeSchema } from '../identifiers.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import type { Route } from './route.ts';

const params = z.object({ errorId: idSchema });
const whose = z
  .enum(['dealership', 'installation'])
  .default('dealership')
  .meta({ description: '`installation` gives those that belong to no dealership; for operators.' });

export const errorRoutes = {
  listErrors: {
    method: 'get',
    path: '/errors',
    tag: 'Errors',
    summary: 'Groups of equal failures, the one that happened last first.',
    access: 'errors:read',
    query: pageQuerySchema.extend({
      state: z
        .enum([...errorStateSchema.options, 'active'])
        .optional()
        .meta({ description: '`active` is every one that is not resolved.' }),
      code: z.string().max(60).optional(),
      where: failurePlaceSchema.optional(),
      since: timeSchema.optional().meta({ description: 'Only what happened at or after this moment.' }),
      whose,
    }),
    status: 200,
    answer: pageOf(errorGroupSchema),
  },
  getErrorRate: {
    method: 'get',
    path: '/errors/rate',
    tag: 'Errors',
    summary: 'Failures per hour over the last 24 hours, oldest first.',
    access: 'errors:read',
    query: z.object({ whose }),
    status: 200,
    answer: z.object({ hours: z.array(errorHourSchema) }),
  },
  getError: {
    method: 'get',
    path: '/errors/{errorId}',
    tag: 'Errors',
    summary: 'One group with its latest failures and the jobs that it stopped.',
    access: 'errors:read',
    params,
    status: 200,
    answer: errorDetailSchema,
  },
  acknowledgeError: {
    method: 'post',
    path: '/errors/{errorId}/acknowledge',
    tag: 'Errors',
    summary: 'Say that somebody takes care of it: nobody is told again while it goes on. Twice is no error.',
    access: 'errors:write',
    params,
    status: 200,
    answer: errorGroupSchema,
  },
  resolveError: {
    method: 'post',
    path: '/errors/{errorId}/resolve',
    tag: 'Errors',
    summary: 'Say that its cause is mended. If it happens again it comes back as regressed, and people are told.',
    access: 'errors:write',
    params,
    status: 200,
    answer: errorGroupSchema,
  },
  reopenError: {
    method: 'post',
    path: '/errors/{errorId}/reopen',
    tag: 'Errors',
    summary: 'Take an acknowledgement or a resolution back.',
    access: 'errors:write',
    params,
    status: 200,
    answer: errorGroupSchema,
  },
  retryErrorJobs: {
    method: 'post',
    path: '/errors/{errorId}/retry',
    tag: 'Errors',
    summary: 'Start the jobs again that failed this way and still stand as failed, up to 200 at once; ask again while some are left.',
    access: 'jobs:write',
    params,
    status: 202,
    answer: z.object({ started: z.int().nonnegative(), left: z.int().nonnegative() }),
  },
} as const satisfies Record<string, Route>;
