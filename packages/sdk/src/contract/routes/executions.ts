import * as z from 'zod';
import { executionDetailSchema, executionSchema, transferSchema } from '../execution.ts';
import { hostJobStateSchema } from '../host-job.ts';
import { idSchema, sha256Schema } from '../identifiers.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { scriptVersionSchema } from '../script.ts';
import type { Route } from './route.ts';

const params = z.object({ executionId: idSchema });
const filters = {
  hostId: idSchema.optional(),
  state: hostJobStateSchema.optional(),
  script: z.string().max(80).optional(),
  jobId: idSchema.optional().meta({ description: 'Those of the job of a photo, whoever of several hosts it went to.' }),
  search: z.string().trim().min(2).max(200).optional().meta({ description: 'Part of what ran, where, with what, or of its log.' }),
};

export const executionRoutes = {
  listExecutions: {
    method: 'get',
    path: '/executions',
    tag: 'Executions',
    summary: 'Runs on hosts, newest first.',
    access: 'hosts:read',
    query: pageQuerySchema.extend(filters),
    status: 200,
    answer: pageOf(executionSchema),
  },
  exportExecutions: {
    method: 'get',
    path: '/executions/export',
    tag: 'Executions',
    summary: 'The same as CSV, up to 100,000 of them.',
    access: 'hosts:read',
    query: z.object(filters),
    status: 200,
    answerType: 'text/csv',
  },
  startExecution: {
    method: 'post',
    path: '/executions',
    tag: 'Executions',
    summary:
      'Run a script on a host with files that were uploaded before. Watch it by its events `execution.changed` and `execution.logged`.',
    access: 'scripts:run',
    body: z.strictObject({
      hostId: idSchema.optional().meta({ description: 'The host with the most free capacity where left out.' }),
      scriptId: idSchema,
      version: scriptVersionSchema
        .optional()
        .meta({ description: 'The current one where left out, or the one that the host is pinned to.' }),
      inputs: z
        .array(z.strictObject({ sha256: sha256Schema, name: z.string().min(1).max(200) }))
        .max(500)
        .default([]),
      parameters: z.record(z.string().max(80), z.union([z.string().max(4000), z.number(), z.boolean(), z.null()])).default({}),
      whatIf: z.boolean().default(false),
      timeLimitMs: z.int().min(1000).max(86_400_000).default(600_000),
    }),
    status: 202,
    answer: executionSchema,
    errors: ['NOT_FOUND', 'ASSET_UNKNOWN', 'HOST_UNREACHABLE', 'HOST_REVOKED', 'HOST_DRAINING', 'SCRIPT_UNKNOWN', 'FILE_NAME_REFUSED'],
  },
  getExecution: {
    method: 'get',
    path: '/executions/{executionId}',
    tag: 'Executions',
    summary: 'One run with its files and its log.',
    access: 'hosts:read',
    params,
    status: 200,
    answer: executionDetailSchema,
  },
  getExecutionLog: {
    method: 'get',
    path: '/executions/{executionId}/log',
    tag: 'Executions',
    summary: 'The whole log as text.',
    access: 'hosts:read',
    params,
    status: 200,
    answerType: 'text/plain; charset=utf-8',
  },
  cancelExecution: {
    method: 'post',
    path: '/executions/{executionId}/cancel',
    tag: 'Executions',
    summary: 'End a run: the script and everything that it started.',
    access: 'scripts:run',
    params,
    status: 202,
    answer: executionSchema,
    errors: ['NOT_CANCELLABLE'],
  },
  retryExecution: {
    method: 'post',
    path: '/executions/{executionId}/retry',
    tag: 'Executions',
    summary: 'Run the same again, with the same version and files.',
    access: 'scripts:run',
    params,
    status: 202,
    answer: executionSchema,
    errors: ['NOT_RETRYABLE', 'HOST_UNREACHABLE', 'HOST_REVOKED', 'HOST_DRAINING', 'SCRIPT_UNKNOWN', 'ASSET_UNKNOWN', 'FILE_NAME_REFUSED'],
  },
  listTransfers: {
    method: 'get',
    path: '/transfers',
    tag: 'Executions',
    summary: 'Files between platform and hosts: those under way, then the latest of the last week.',
    access: 'hosts:read',
    query: pageQuerySchema.extend({ hostId: idSchema.optional() }),
    status: 200,
    answer: pageOf(transferSchema),
  },
} as const satisfies Record<string, Route>;
