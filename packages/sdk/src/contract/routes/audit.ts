import * as z from 'zod';
import { auditActionSchema, auditEntrySchema, auditVerificationSchema } from '../audit.ts';
import { timeSchema } from '../identifiers.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import type { Route } from './route.ts';

export const auditRoutes = {
  listAudit: {
    method: 'get',
    path: '/audit',
    tag: 'Audit',
    summary: 'What was done, by whom and to what, newest first.',
    access: 'audit:read',
    query: pageQuerySchema.extend({
      action: auditActionSchema.optional(),
      actor: z.string().max(100).optional().meta({ description: 'Id of a person or an API key.' }),
      target: z.string().max(100).optional().meta({ description: 'Id of what something was done to.' }),
      from: timeSchema.optional(),
      until: timeSchema.optional().meta({ description: 'The first moment that is not wanted any more.' }),
    }),
    status: 200,
    answer: pageOf(auditEntrySchema),
  },
  verifyAudit: {
    method: 'get',
    path: '/audit/verification',
    tag: 'Audit',
    summary: 'Check the whole log: whether it is as it was written.',
    access: 'audit:read',
    status: 200,
    answer: auditVerificationSchema,
    errors: ['KEY_RING_INVALID', 'STORAGE_FAILED', 'FILE_NOT_READABLE'],
  },
  exportAudit: {
    method: 'get',
    path: '/audit/export',
    tag: 'Audit',
    summary: 'The whole log with its chain and signatures, as JSON lines. That it was taken out is written into it.',
    access: 'audit:read',
    status: 200,
    answerType: 'application/jsonl',
    errors: ['SECRET_KEY_MISSING', 'KEY_RING_INVALID', 'FILE_NOT_READABLE', 'DISK_FULL', 'OUTPUT_NOT_WRITABLE'],
  },
} as const satisfies Record<string, Route>;
