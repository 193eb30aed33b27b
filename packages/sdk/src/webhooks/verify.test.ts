import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifyWebhook } from './index.ts';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const event = { id: '7', at: '2026-11-21T12:00:00.000Z', type: 'vehicle.deleted', data: { id: '01900000-0000-7000-8000-000000000001' } };

function messageOf(content: unknown, { at = new Date(), by = secret, id = 'message-1' } = {}) {
  const payload = typeof content === 'string' ? content : JSON.stringify(content);
  const signature = new Webhook(by).sign(id, at, payload);
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': signature };
  return { payload, headers };
}
const notVerified = expect.objectContaining({ code: 'WEBHOOK_NOT_VERIFIED', status: 401 });

describe('a message of a webhook', () => {
  it('gives its event, however headers and body are held', () => {
    const { payload, headers } = messageOf(event);
    expect(verifyWebhook({ payload, headers, secret })).toEqual(event);
    expect(verifyWebhook({ payload: new TextEncoder().encode(payload), headers: new Headers(headers), secret })).toEqual(event);
    const inNode = { ...headers, 'webhook-signature': [headers['webhook-signature']], host: 'x', cookie: undefined };
    expect(verifyWebhook({ payload: Buffer.from(payload), headers: inNode, secret })).toEqual(event);
  });

  it('is taken when one of several signatures fits', () => {
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const at = new Date();
    const { payload, headers } = messageOf(event, { at });
    const both = `${messageOf(event, { at, by: other }).headers['webhook-signature']} ${headers['webhook-signature']}`;
    expect(verifyWebhook({ payload, headers: { ...headers, 'webhook-signature': both }, secret })).toEqual(event);
    expect(verifyWebhook({ payload, headers: { ...headers, 'webhook-signature': both }, secret: other })).toEqual(event);
  });

  it('is refused when anything about it was changed, or it is too old or from the future', () => {
    const { payload, headers } = messageOf(event);
    const wrong = [
      { payload: `${payload} `, headers, secret },
      { payload, headers: { ...headers, 'webhook-id': 'message-2' }, secret },
      { payload, headers: { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }, secret },
      { payload, headers: { ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v2,') }, secret },
      { payload, headers: {}, secret },
      { payload, headers, secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` },
      { payload, headers, secret: '' },
      { payload: '', headers, secret },
      { ...messageOf(event, { at: new Date(Date.now() - 6 * 60_000) }), secret },
      { ...messageOf(event, { at: new Date(Date.now() + 6 * 60_000) }), secret },
      { ...messageOf('no JSON'), secret },
    ];
    for (const each of wrong) expect(() => verifyWebhook(each), JSON.stringify(each)).toThrow(notVerified);
  });

  it('that this version does not know is told apart from one that nobody signed', () => {
    for (const content of [{ ...event, type: 'vehicle.flew' }, { ...event, data: {} }, { ...event, type: 'stream.opened', data: {} }, 7]) {
      expect(() => verifyWebhook({ ...messageOf(content), secret })).toThrow(expect.objectContaining({ code: 'ANSWER_INVALID' }));
    }
  });
});
