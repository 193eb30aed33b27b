import * as z from 'zod';
import { generationAttemptSchema } from '../generation.ts';
import { idSchema } from '../identifiers.ts';
import { jobSchema, jobStateSchema } from '../job.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { jobAttemptSchema } from '../queue.ts';
import type { Route } from './route.ts';

const params = z.object({ jobId: idSchema });

export const jobRoutes = {
  listJobs: {
    method: 'get',
    path: '/jobs',
    tag: 'Jobs',
    summary: 'Jobs, newest first.',
    access: 'jobs:read',
    query: pageQuerySchema.extend({
      state: jobStateSchema.optional(),
      code: z.string().max(80).optional().meta({ description: 'Of the error of the last try.' }),
      provider: z.string().max(80).optional(),
    }),
    status: 200,
    answer: pageOf(jobSchema),
  },
  getJob: {
    method: 'get',
    path: '/jobs/{jobId}',
    tag: 'Jobs',
    summary: 'One job.',
    access: 'jobs:read',
    params,
    status: 200,
    answer: jobSchema,
  },
  changeJob: {
    method: 'patch',
    path: '/jobs/{jobId}',
    tag: 'Jobs',
    summary: 'Let a waiting job go before others of the dealership, or behind them.',
    access: 'jobs:write',
    params,
    body: z.strictObject({
      priority: z
        .int()
        .min(-10)
        .max(10)
        .meta({ description: 'Larger is sooner: 10 for what somebody waits for, 0 as usual, -10 for what may take its time.' }),
    }),
    status: 200,
    answer: jobSchema,
    errors: ['NOT_WAITING'],
  },
  listJobAttempts: {
    method: 'get',
    path: '/jobs/{jobId}/attempts',
    tag: 'Jobs',
    summary: 'Tries of a job that came to no result, the latest first.',
    access: 'jobs:read',
    params,
    status: 200,
    answer: z.object({ items: z.array(jobAttemptSchema) }),
  },
  listJobCalls: {
    method: 'get',
    path: '/jobs/{jobId}/calls',
    tag: 'Jobs',
    summary: 'Which providers were asked for it, in order, and what came of it; none where the engine of the machine works alone.',
    access: 'jobs:read',
    params,
    status: 200,
    answer: z.object({ items: z.array(generationAttemptSchema) }),
  },
  retryJob: {
    method: 'post',
    path: '/jobs/{jobId}/retry',
    tag: 'Jobs',
    summary: 'Start a failed or cancelled job again.',
    access: 'jobs:write',
    params,
    status: 202,
    answer: jobSchema,
    errors: ['NOT_RETRYABLE'],
  },
  cancelJob: {
    method: 'post',
    path: '/jobs/{jobId}/cancel',
    tag: 'Jobs',
    summary: 'Cancel a job that has no result yet. Cancelling twice is no error.',
    access: 'jobs:write',
    params,
    status: 202,
    answer: jobSchema,
    errors: ['NOT_CANCELLABLE'],
  },
} as const satisfies Record<string, Route>;
