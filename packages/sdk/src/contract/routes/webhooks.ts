import * as z from 'zod';
import { idSchema, timeSchema } from '../identifiers.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { deliverySchema, deliveryStateSchema, eventTypeSchema, sentDeliverySchema, webhookSchema } from '../webhook.ts';
import type { Route } from './route.ts';

const params = z.object({ webhookId: idSchema });
const deliveryParams = params.extend({ deliveryId: idSchema });
const fields = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .meta({ description: 'Public, and HTTPS unless the operator allows its host.' }),
  description: z.string().trim().max(200),
  eventTypes: z.array(eventTypeSchema).min(1).max(100),
};
const withSecret = webhookSchema.extend({
  secret: z.string().meta({ description: 'Verifies the signatures. Shown here only.', example: 'whsec_…' }),
});

export const webhookRoutes = {
  listWebhooks: {
    method: 'get',
    path: '/webhooks',
    tag: 'Webhooks',
    summary: 'Webhooks, newest first.',
    access: 'webhooks:read',
    query: pageQuerySchema,
    status: 200,
    answer: pageOf(webhookSchema),
  },
  createWebhook: {
    method: 'post',
    path: '/webhooks',
    tag: 'Webhooks',
    summary: 'Have an address told what happens from now on. The secret is in this answer and never shown again.',
    access: 'webhooks:write',
    body: z.strictObject({ ...fields, description: fields.description.default('') }),
    status: 201,
    answer: withSecret,
    secret: true,
    errors: ['OUTBOUND_REFUSED'],
  },
  getWebhook: {
    method: 'get',
    path: '/webhooks/{webhookId}',
    tag: 'Webhooks',
    summary: 'One webhook.',
    access: 'webhooks:read',
    params,
    status: 200,
    answer: webhookSchema,
  },
  changeWebhook: {
    method: 'patch',
    path: '/webhooks/{webhookId}',
    tag: 'Webhooks',
    summary: 'Change what is given, keep the rest. One that is made active again goes on where it stopped, up to a week back.',
    access: 'webhooks:write',
    params,
    body: z.strictObject({ ...fields, state: z.enum(['active', 'paused']) }).partial(),
    status: 200,
    answer: webhookSchema,
    errors: ['OUTBOUND_REFUSED'],
  },
  deleteWebhook: {
    method: 'delete',
    path: '/webhooks/{webhookId}',
    tag: 'Webhooks',
    summary: 'Remove a webhook with its deliveries, sent or not.',
    access: 'webhooks:write',
    params,
    status: 204,
  },
  rotateWebhookSecret: {
    method: 'post',
    path: '/webhooks/{webhookId}/secret',
    tag: 'Webhooks',
    summary: 'Make a new secret. Messages are signed with both for a while, so that receivers can be changed in between.',
    access: 'webhooks:write',
    params,
    body: z.strictObject({
      overlapHours: z.int().min(0).max(168).default(24).meta({ description: '0 ends the former secret at once, for one that leaked.' }),
    }),
    status: 200,
    answer: withSecret,
    secret: true,
  },
  pingWebhook: {
    method: 'post',
    path: '/webhooks/{webhookId}/ping',
    tag: 'Webhooks',
    summary: 'Send a test: `webhook.ping`.',
    access: 'webhooks:write',
    params,
    status: 202,
    answer: deliverySchema,
    errors: ['WEBHOOK_NOT_ACTIVE'],
  },
  listDeliveries: {
    method: 'get',
    path: '/webhooks/{webhookId}/deliveries',
    tag: 'Webhooks',
    summary: 'What was sent or is to be sent in the last 30 days, newest first.',
    access: 'webhooks:read',
    params,
    query: pageQuerySchema.extend({ state: deliveryStateSchema.optional() }),
    status: 200,
    answer: pageOf(deliverySchema),
  },
  getDelivery: {
    method: 'get',
    path: '/webhooks/{webhookId}/deliveries/{deliveryId}',
    tag: 'Webhooks',
    summary: 'One delivery with the JSON that is sent.',
    access: 'webhooks:read',
    params: deliveryParams,
    status: 200,
    answer: sentDeliverySchema,
  },
  redeliver: {
    method: 'post',
    path: '/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver',
    tag: 'Webhooks',
    summary: 'Send one again, with the same id and all its tries. One that waits for its next try goes at once.',
    access: 'webhooks:write',
    params: deliveryParams,
    status: 202,
    answer: deliverySchema,
    errors: ['WEBHOOK_NOT_ACTIVE', 'DELIVERY_FORGOTTEN'],
  },
  redeliverFailed: {
    method: 'post',
    path: '/webhooks/{webhookId}/redeliver',
    tag: 'Webhooks',
    summary: 'Send all again that failed since a moment.',
    access: 'webhooks:write',
    params,
    body: z.strictObject({ since: timeSchema }),
    status: 202,
    answer: z.object({ count: z.int().nonnegative() }),
    errors: ['WEBHOOK_NOT_ACTIVE'],
  },
} as const satisfies Record<string, Route>;
