import { ForecourtError } from '@forecourt/errors';
import { Webhook } from 'standardwebhooks';
import type * as z from 'zod';
import { type WebhookMessage, webhookMessageSchema } from '../contract/index.ts';

/** Headers as fetch has them, or as `node:http` does. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** The body as it came, byte for byte: parsed and written again it does not fit its signature. */
  readonly payload: string | Uint8Array;
  readonly headers: WebhookHeaders;
  /** `whsec_…`, as it was shown when the webhook was made. */
  readonly secret: string;
}

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/**
 * Reads a message that a Forecourt server sent to a webhook, after checking that it did, and within the last five minutes (Standard
 * Webhooks 1.0). The same message may come more than once: the header `webhook-id` stays the same, so remember it and drop doubles.
 *
 * @example
 * const event = verifyWebhook({ payload: await request.text(), headers: request.headers, secret });
 * if (event.type === 'photo.changed') await publish(event.data);
 *
 * @throws WEBHOOK_NOT_VERIFIED for whatever the server did not send, ANSWER_INVALID for a message that this version does not know
 */
export function verifyWebhook({ payload, headers, secret }: VerifyOptions): WebhookMessage {
  const text = typeof payload === 'string' ? payload : new TextDecoder().decode(payload);
  let content: unknown;
  try {
    content = new Webhook(secret).verify(text, Object.fromEntries(names.map((name) => [name, read(headers, name)])));
  } catch (cause) {
    throw new ForecourtError('WEBHOOK_NOT_VERIFIED', `This is no message of the server: ${reasonOf(cause)}.`, { cause });
  }
  const message = webhookMessageSchema.safeParse(content);
  if (message.success && isMessage(message.data)) return message.data;
  throw new ForecourtError('ANSWER_INVALID', 'The message is signed, but this version of the SDK does not know it.', {
    hint: 'Install the version of @forecourt/sdk that the server has.',
    cause: message.error,
  });
}

function read(headers: WebhookHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}

function isMessage(message: z.infer<typeof webhookMessageSchema>): message is WebhookMessage {
  return !message.type.startsWith('stream.') && message.type !== 'job.progressed';
}

function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
