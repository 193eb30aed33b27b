import type * as z from 'zod';
import type { routes } from '../contract/index.ts';
import type { Call, CallInput, CallOptions } from './call.ts';
import { listOf } from './pages.ts';

type Body<Name extends 'createWebhook' | 'changeWebhook' | 'rotateWebhookSecret' | 'redeliverFailed'> = CallInput<Name>['body'];
type Query<Name extends 'listWebhooks' | 'listDeliveries'> = z.input<(typeof routes)[Name]['query']>;

/** Webhooks, and what went to them. Receivers read messages with `verifyWebhook` of `@forecourt/sdk/webhooks`. */
export function webhooks(call: Call) {
  return {
    /** Webhooks, newest first. */
    list: (query: Query<'listWebhooks'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listWebhooks', { query: { ...query, cursor } }, options), options),
    /** Has an address told what happens; its `secret` is in this answer and never shown again. @throws OUTBOUND_REFUSED */
    create: (body: Body<'createWebhook'>, options?: CallOptions) => call('createWebhook', { body }, options),
    get: (webhookId: string, options?: CallOptions) => call('getWebhook', { params: { webhookId } }, options),
    /** Changes what is given and keeps the rest. @throws OUTBOUND_REFUSED */
    change: (webhookId: string, body: Body<'changeWebhook'>, options?: CallOptions) =>
      call('changeWebhook', { params: { webhookId }, body }, options),
    /** Removes it with its deliveries. */
    delete: (webhookId: string, options?: CallOptions) => call('deleteWebhook', { params: { webhookId } }, options),
    /** Makes a new secret; messages are signed with both for a while. */
    rotateSecret: (webhookId: string, body: Body<'rotateWebhookSecret'> = {}, options?: CallOptions) =>
      call('rotateWebhookSecret', { params: { webhookId }, body }, options),
    /** Sends a test. @throws WEBHOOK_NOT_ACTIVE */
    ping: (webhookId: string, options?: CallOptions) => call('pingWebhook', { params: { webhookId } }, options),
    /** What was sent or is to be sent, newest first. */
    deliveries: (webhookId: string, query: Query<'listDeliveries'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listDeliveries', { params: { webhookId }, query: { ...query, cursor } }, options), options),
    /** One delivery with what it says. */
    delivery: (webhookId: string, deliveryId: string, options?: CallOptions) =>
      call('getDelivery', { params: { webhookId, deliveryId } }, options),
    /** Sends one again, under the same id. @throws WEBHOOK_NOT_ACTIVE, DELIVERY_FORGOTTEN */
    redeliver: (webhookId: string, deliveryId: string, options?: CallOptions) =>
      call('redeliver', { params: { webhookId, deliveryId } }, options),
    /** Sends all again that failed since a moment. @throws WEBHOOK_NOT_ACTIVE */
    redeliverFailed: (webhookId: string, body: Body<'redeliverFailed'>, options?: CallOptions) =>
      call('redeliverFailed', { params: { webhookId }, body }, options),
  };
}
