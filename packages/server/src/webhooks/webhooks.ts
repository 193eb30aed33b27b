import { randomBytes } from 'node:crypto';
import type { Delivery, EventType, Webhook } from '@forecourt/sdk/contract';
import { actorOf, appendAudit } from '../database/audit.ts';
import { addDelivery } from '../database/deliveries.ts';
import { readDelivery, requireActive } from '../database/delivery-history.ts';
import type { Database } from '../database/open.ts';
import {
  changeWebhook,
  changeWebhookSecret,
  createWebhook,
  deleteWebhook,
  endFormerSecrets,
  readWebhook,
  type WebhookChanges,
  type WebhookName,
} from '../database/webhooks.ts';
import type { Caller } from '../identity/index.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Secrets } from '../secrets/index.ts';

export interface WebhooksOptions {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'put' | 'remove'>;
  readonly outbound: Pick<Outbound, 'check'>;
}

type WithSecret = Webhook & { readonly secret: string };

/** Webhooks of a dealership as people and keys handle them. */
export interface Webhooks {
  /** The secret is in this answer only. @throws OUTBOUND_REFUSED */
  create(caller: Caller, webhook: { url: string; description: string; eventTypes: readonly EventType[] }): Promise<WithSecret>;
  /** @throws NOT_FOUND, OUTBOUND_REFUSED */
  change(caller: Caller, webhookId: string, changes: WebhookChanges): Promise<Webhook>;
  /** @throws NOT_FOUND */
  delete(caller: Caller, webhookId: string): Promise<void>;
  /** @throws NOT_FOUND */
  rotateSecret(caller: Caller, webhookId: string, options: { readonly overlapHours: number }): Promise<WithSecret>;
  /** Removes former secrets that count no more. */
  forget(): Promise<void>;
  /** Adds a test message. @throws NOT_FOUND, WEBHOOK_NOT_ACTIVE */
  ping(caller: Caller, webhookId: string): Promise<Delivery>;
}

const purpose = 'webhook signing';

export function createWebhooks({ database, secrets, outbound }: WebhooksOptions): Webhooks {
  return {
    async create(caller, { url, description, eventTypes }) {
      const { dealershipId } = caller;
      await outbound.check(url, { isSecureOnly: true });
      const secret = newSecret();
      const webhook = await database.transaction(async (tx) => {
        const secretId = await secrets.put(tx, { dealershipId, purpose, value: secret, actor: actorOf(caller) });
        const made = await createWebhook(tx, { dealershipId, url, description, eventTypes, secretId });
        await appendAudit(tx, { ...entryOf(caller, made.id), action: 'webhook.created', details: { url, eventTypes } });
        return made;
      });
      return { ...webhook, secret };
    },
    async change(caller, webhookId, changes) {
      // First whether there is one at all: an address is none of the business of who asks for another's.
      await readWebhook(database.orm, nameOf(caller, webhookId));
      if (changes.url !== undefined) await outbound.check(changes.url, { isSecureOnly: true });
      return await database.transaction(async (tx) => {
        const changed = await changeWebhook(tx, nameOf(caller, webhookId), changes);
        await appendAudit(tx, { ...entryOf(caller, webhookId), action: 'webhook.changed', details: { ...changes } });
        return changed;
      });
    },
    async delete(caller, webhookId) {
      await database.transaction(async (tx) => {
        const { secretId, formerSecretId, url } = await deleteWebhook(tx, nameOf(caller, webhookId));
        for (const id of [secretId, formerSecretId]) {
          if (id !== null) await secrets.remove(tx, caller.dealershipId, id, actorOf(caller));
        }
        await appendAudit(tx, { ...entryOf(caller, webhookId), action: 'webhook.deleted', details: { url } });
      });
    },
    async rotateSecret(caller, webhookId, { overlapHours }) {
      const { dealershipId } = caller;
      const secret = newSecret();
      const webhook = await database.transaction(async (tx) => {
        const secretId = await secrets.put(tx, { dealershipId, purpose, value: secret, actor: actorOf(caller) });
        const { webhook: changed, unused } = await changeWebhookSecret(tx, nameOf(caller, webhookId), { secretId, overlapHours });
        for (const id of unused) await secrets.remove(tx, dealershipId, id, actorOf(caller));
        await appendAudit(tx, { ...entryOf(caller, webhookId), action: 'webhook.changed', details: { secret: 'new', overlapHours } });
        return changed;
      });
      return { ...webhook, secret };
    },
    async forget() {
      await database.transaction(async (tx) => {
        for (const { dealershipId, secretId } of await endFormerSecrets(tx)) await secrets.remove(tx, dealershipId, secretId);
      });
    },
    ping(caller, webhookId) {
      const { dealershipId } = caller;
      return database.transaction(async (tx) => {
        await requireActive(tx, nameOf(caller, webhookId));
        const body = (id: string) => JSON.stringify({ id, at: new Date().toISOString(), type: 'webhook.ping', data: { webhookId } });
        const deliveryId = await addDelivery(tx, { dealershipId, kind: 'webhook', webhookId, type: 'webhook.ping', sequence: null, body });
        const { body: _sent, ...delivery } = await readDelivery(tx, { dealershipId, webhookId, deliveryId: deliveryId ?? '' });
        return delivery;
      });
    },
  };
}

/** 256 random bits as Standard Webhooks writes them. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function nameOf({ dealershipId }: Caller, id: string): WebhookName {
  return { dealershipId, id };
}

function entryOf(caller: Caller, id: string) {
  return { dealershipId: caller.dealershipId, actor: actorOf(caller), target: { kind: 'webhook', id } };
}
