import { ForecourtError } from '@forecourt/errors';
import { Webhook } from 'standardwebhooks';
import type { Database } from '../database/open.ts';
import { readWebhookTarget } from '../database/webhooks.ts';
import { type Outbound, readStart } from '../outbound/index.ts';
import type { Secrets } from '../secrets/index.ts';
import { readRetryAfter } from './retries.ts';
import { type Send, tryTimeoutMs } from './send.ts';

export interface WebhookSenderOptions {
  readonly database: Database;
  readonly outbound: Outbound;
  readonly secrets: Pick<Secrets, 'read'>;
}

/** Bytes of an answer that are kept: a sentence of what went wrong there. */
const keptAnswerBytes = 1_000;

/** Signs and posts messages to webhooks (Standard Webhooks 1.0): the very bytes that are kept, under the id that stays the same. */
export function createWebhookSender({ database, outbound, secrets }: WebhookSenderOptions): Send {
  return async ({ dealershipId, id, webhookId, body }, signal) => {
    const target = webhookId === null ? undefined : await readWebhookTarget(database.orm, { dealershipId, id: webhookId });
    if (target === undefined) {
      return { status: null, answer: null, isFinal: true, error: new ForecourtError('NOT_FOUND', 'This webhook was removed.') };
    }
    const { url, secretIds } = target;
    const keys = await Promise.all(secretIds.map((secretId) => secrets.read(dealershipId, secretId)));
    const now = new Date();
    try {
      const answer = await outbound.fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': keys.map((key) => new Webhook(key).sign(id, now, body)).join(' '),
        },
        isSecureOnly: true,
        timeoutMs: tryTimeoutMs,
        signal,
      });
      const { status, headers } = answer;
      const text = plainText(await readStart(answer.body, keptAnswerBytes));
      if (status >= 200 && status < 300) return { status, answer: text };
      const error = new ForecourtError('WEBHOOK_NOT_ACCEPTED', `${new URL(url).host} answered ${status}.`);
      const isGone = status === 410;
      return { status, answer: text, error, isGone, isFinal: isGone, retryAfterMs: readRetryAfter(headers.get('retry-after'), now) };
    } catch (error) {
      return { status: null, answer: null, error: ForecourtError.from(error) };
    }
  };
}

/** Text that a column can hold and a page can show, whatever came. */
function plainText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/[^\P{Cc}\n\t]/gu, '');
}
