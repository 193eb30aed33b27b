export type { WebhookMessage } from '../contract/index.ts';
export { type VerifyOptions, verifyWebhook, type WebhookHeaders } from './verify.ts';
