import * as z from 'zod';
import { idSchema } from '../identifiers.ts';
import { jobSchema, jobStateSchema } from '../job.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import type { Route } from './route.ts';

const params = z.object({ jobId: idSchema });

export const jobRoutes = {
  listJobs: {
    method: 'get',
    path: '/jobs',
    tag: 'Jobs',
    summary: 'Jobs, newest first.',
    access: 'jobs:read',
    query: pageQuerySchema.extend({ state: jobStateSchema.optional() }),
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
