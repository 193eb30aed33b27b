import { listDeliveries, readDelivery, redeliver, redeliverFailed } from '../../database/delivery-history.ts';
import { listWebhooks, readWebhook } from '../../database/webhooks.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Webhooks and what went to them. */
export function webhookHandlers({ database, webhooks }: HandlerParts) {
  return {
    listWebhooks: ({ caller, query }) => listWebhooks(database.orm, caller.dealershipId, query),
    createWebhook: ({ caller, body }) => webhooks.create(caller, body),
    getWebhook: ({ caller: { dealershipId }, params }) => readWebhook(database.orm, { dealershipId, id: params.webhookId }),
    changeWebhook: ({ caller, params, body }) => webhooks.change(caller, params.webhookId, body),
    deleteWebhook: ({ caller, params }) => webhooks.delete(caller, params.webhookId),
    rotateWebhookSecret: ({ caller, params, body }) => webhooks.rotateSecret(caller, params.webhookId, body),
    pingWebhook: ({ caller, params }) => webhooks.ping(caller, params.webhookId),
    listDeliveries: ({ caller: { dealershipId }, params, query }) =>
      listDeliveries(database.orm, { dealershipId, id: params.webhookId }, query),
    getDelivery: ({ caller: { dealershipId }, params }) => readDelivery(database.orm, { dealershipId, ...params }),
    redeliver: ({ caller: { dealershipId }, params }) => database.transaction((tx) => redeliver(tx, { dealershipId, ...params })),
    async redeliverFailed({ caller: { dealershipId }, params, body }) {
      const since = new Date(body.since);
      return { count: await database.transaction((tx) => redeliverFailed(tx, { dealershipId, id: params.webhookId }, since)) };
    },
  } satisfies Partial<Handlers>;
}
