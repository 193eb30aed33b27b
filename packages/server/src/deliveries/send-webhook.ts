import { ForecourtError } from '@forecourt/errors';
import { LRUCache } from 'lru-cache';
import { Webhook } from 'standardwebhooks';
import { type Outbound, readStart } from '../outbound/index.ts';
import type { Secrets } from '../secrets/index.ts';
import { readRetryAfter } from './retries.ts';
import { type Send, tryTimeoutMs } from './send.ts';

export interface WebhookSenderOptions {
  readonly outbound: Outbound;
  readonly secrets: Pick<Secrets, 'read'>;
}

/** Bytes of an answer that are kept: a sentence of what went wrong there. */
const keptAnswerBytes = 1_000;

/** A secret is opened once in this time, not once for each message. What an id stands for never changes. */
const opened = { max: 500, ttl: 60_000 };

/** Signs and posts messages to webhooks (Standard Webhooks 1.0): the very bytes that are kept, under the id that stays the same. */
export function createWebhookSender({ outbound, secrets }: WebhookSenderOptions): Send {
  const signers = new LRUCache<string, Webhook>(opened);
  async function signerOf(dealershipId: string, secretId: string): Promise<Webhook> {
    const known = signers.get(secretId);
    if (known) return known;
    const signer = new Webhook(await secrets.read(dealershipId, secretId));
    signers.set(secretId, signer);
    return signer;
  }
  return async ({ dealershipId, id, url, secretIds, body }, signal) => {
    if (url === null) {
      return { status: null, answer: null, isFinal: true, error: new ForecourtError('NOT_FOUND', 'This webhook was removed.') };
    }
    const signing = await Promise.all(secretIds.map((secretId) => signerOf(dealershipId, secretId)));
    const now = new Date();
    try {
      const answer = await outbound.fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': signing.map((signer) => signer.sign(id, now, body)).join(' '),
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
