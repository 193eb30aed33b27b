import type { ServerResponse } from 'node:http';
import { verifyWebhook } from '@forecourt/sdk/webhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { addDelivery } from '../database/deliveries.ts';
import { redeliver, redeliverFailed } from '../database/delivery-history.ts';
import { finishFailed, takeDeliveries } from '../database/delivery-leases.ts';
import { eq, sql } from '../database/drizzle.ts';
import { deliveries, webhooks } from '../database/schema.ts';
import { addEventDeliveries } from '../database/webhook-events.ts';
import { createMail } from '../mail/index.ts';
import { startMailServer } from '../mail/testing/mail-server.ts';
import { onBothColumns } from '../testing/columns.ts';
import type { Deliveries } from './deliveries.ts';
import { maximumTries } from './retries.ts';
import { createEmailSender } from './send-email.ts';
import { openPostOffice, openPostRoom, type PostOffice, type PostRoom } from './testing/post-room.ts';

onBothColumns('messages to webhooks', (column) => {
  let office: PostOffice;
  let room: PostRoom;
  const running: Deliveries[] = [];
  const start = async (options?: Parameters<PostRoom['start']>[0]) => {
    const started = await room.start(options);
    running.push(started);
    return started;
  };

  beforeAll(async () => {
    office = await openPostOffice(column);
  });
  afterAll(() => office[Symbol.asyncDispose]());
  beforeEach(async () => {
    room = await openPostRoom(office);
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop({ graceMs: 10 });
    await room[Symbol.asyncDispose]();
  });
  const names = () => room.receiver.requests.map(({ body }) => JSON.parse(body).data.name);
  const statesOf = async (webhookId: string) => (await room.sent(webhookId)).map(({ state }) => state);

  it('tell what happens from then on, of the kinds that were chosen, signed, once to each', async () => {
    await room.happen('before');
    const webhook = await room.addWebhook();
    const other = await room.addWebhook(['vehicle.created']);
    await start();
    const sequence = await room.happen('after');
    const [request] = await room.receiver.received(1);
    await expect.poll(() => statesOf(webhook.id)).toEqual(['delivered']);
    const message = { payload: request?.body ?? '', headers: request?.headers ?? {} };
    expect(verifyWebhook({ ...message, secret: webhook.secret })).toMatchObject({
      type: 'key.created',
      id: String(sequence),
      data: { name: 'after' },
    });
    expect(() => verifyWebhook({ ...message, secret: other.secret })).toThrow(expect.objectContaining({ code: 'WEBHOOK_NOT_VERIFIED' }));
    const [delivery] = await room.sent(webhook.id);
    expect([request?.method, request?.path, request?.headers['content-type']]).toEqual(['POST', '/hook', 'application/json']);
    expect(request?.headers['webhook-id']).toBe(delivery?.id);
    expect(delivery).toMatchObject({ attempts: 1, body: request?.body, tries: [{ status: 200, answer: '', problem: null }] });
    expect(await room.sent(other.id)).toEqual([]);
    expect((await room.webhook(webhook.id)).deliveredAt).not.toBeNull();
    expect(room.log.join('')).not.toContain(webhook.secret.slice(6));
  });

  it('are sent once each, however many send', async () => {
    const webhook = await room.addWebhook();
    await Promise.all([start(), start(), start()]);
    const expected = Array.from({ length: 30 }, (_, index) => `key ${index}`);
    for (const name of expected) await room.happen(name);
    await room.receiver.received(30);
    await expect.poll(async () => (await statesOf(webhook.id)).filter((state) => state === 'delivered')).toHaveLength(30);
    expect(new Set(names())).toEqual(new Set(expected));
    expect(names()).toHaveLength(30);
    // Looked at again from the beginning, as after a lost answer of the database, an event is not added a second time.
    await room.database.orm.update(webhooks).set({ cursor: 0 }).where(eq(webhooks.id, webhook.id));
    await addEventDeliveries(room.database, room.caller.dealershipId);
    expect(await room.sent(webhook.id)).toHaveLength(30);
  });

  it('go at most four at a time to one receiver, and one that hangs holds up no other', async () => {
    await room.addWebhook();
    room.receiver.answer({ write: () => undefined });
    await Promise.all([start(), start()]);
    for (let made = 0; made < 9; made++) await room.happen();
    await room.receiver.received(4);
    const quick = await room.addWebhook();
    room.receiver.answer(200);
    await room.happen();
    await expect.poll(() => statesOf(quick.id)).toEqual(['delivered']);
    expect(room.receiver.underWay).toBe(4);
    expect(room.receiver.requests).toHaveLength(5);
  });

  it('are tried again for about a day, then given up with what was wrong, and go again when they are asked for', async () => {
    const webhook = await room.addWebhook();
    room.receiver.answer({ status: 503, body: 'down \0for\u2028 repairs' });
    const failed: string[] = [];
    await start({ random: () => 0.5, onFailed: (_, error) => void failed.push(error.code) });
    await room.happen();
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= maximumTries; attempt++) {
      await expect.poll(async () => (await room.sent(webhook.id))[0]?.tries.length).toBe(attempt);
      const [delivery] = await room.sent(webhook.id);
      if (delivery?.nextTryAt)
        pauses.push(Math.round((Date.parse(delivery.nextTryAt) - Date.parse(delivery.tries.at(-1)?.at ?? '')) / 1000));
      expect(delivery?.tries.at(-1)).toMatchObject({
        status: 503,
        answer: 'down for\u2028 repairs',
        problem: { code: 'WEBHOOK_NOT_ACCEPTED' },
      });
      await room.hurry();
    }
    const hours = pauses.reduce((sum, seconds) => sum + seconds, 0) / 3600;
    expect([pauses[0], hours > 20 && hours < 28]).toEqual([5, true]);
    const [given] = await room.sent(webhook.id);
    expect(given).toMatchObject({ state: 'failed', attempts: maximumTries, nextTryAt: null, problem: { code: 'WEBHOOK_NOT_ACCEPTED' } });
    expect(failed).toEqual(['WEBHOOK_NOT_ACCEPTED']);
    expect((await room.webhook(webhook.id)).failingSince).not.toBeNull();

    room.receiver.answer(204);
    const { dealershipId } = room.caller;
    await room.database.transaction((tx) => redeliver(tx, { dealershipId, webhookId: webhook.id, deliveryId: given?.id ?? '' }));
    await expect.poll(() => statesOf(webhook.id)).toEqual(['delivered']);
    expect(new Set(room.receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await room.webhook(webhook.id)).failingSince).toBeNull();
  });

  it('that failed since a moment go again together', async () => {
    const webhook = await room.addWebhook();
    room.receiver.answer(400);
    await start();
    for (const name of ['a', 'b', 'c']) await room.happen(name);
    await expect.poll(async () => (await room.sent(webhook.id)).filter(({ tries }) => tries.length === 1)).toHaveLength(3);
    const { dealershipId } = room.caller;
    await room.database.orm
      .update(deliveries)
      .set({ state: 'failed', finishedAt: sql`now()`, nextTryAt: null })
      .where(eq(deliveries.webhookId, webhook.id));
    const [first] = await room.sent(webhook.id);
    await room.database.orm
      .update(deliveries)
      .set({ finishedAt: sql`now() - interval '2 hours'` })
      .where(eq(deliveries.id, first?.id ?? ''));
    room.receiver.answer(200);
    const since = new Date(Date.now() - 3_600_000);
    const again = await room.database.transaction((tx) => redeliverFailed(tx, { dealershipId, id: webhook.id }, since));
    expect(again).toBe(2);
    await expect.poll(() => statesOf(webhook.id)).toEqual(['failed', 'delivered', 'delivered']);
  });

  it('wait as long as a receiver asks for, within reason', async () => {
    const webhook = await room.addWebhook();
    await start();
    const waitAfter = async (retryAfter: string) => {
      room.receiver.answer({ status: 429, headers: { 'retry-after': retryAfter } });
      const before = (await room.sent(webhook.id)).length;
      await room.happen();
      await expect.poll(async () => (await room.sent(webhook.id))[before]?.tries.length).toBe(1);
      const [delivery] = (await room.sent(webhook.id)).slice(before);
      return Math.round((Date.parse(delivery?.nextTryAt ?? '') - Date.parse(delivery?.tries[0]?.at ?? '')) / 60_000);
    };
    expect(await waitAfter('1800')).toBe(30);
    expect(await waitAfter(new Date(Date.now() + 3_600_000).toUTCString())).toBe(60);
    expect(await waitAfter('999999999')).toBe(360);
    expect(await waitAfter('soon')).toBe(0);
  });

  it('go no more to a receiver that is away for three days, until it is made active again: then on from there', async () => {
    const webhook = await room.addWebhook();
    const told: string[] = [];
    room.receiver.answer(500);
    await start({ onDisabled: async (_, { id, problem }) => void told.push(id, problem.code) });
    await room.happen('first');
    await expect.poll(async () => (await room.webhook(webhook.id)).failingSince).not.toBeNull();
    await room.failSince(webhook.id, 2.9);
    await room.hurry();
    await expect.poll(async () => (await room.sent(webhook.id))[0]?.tries.length).toBe(2);
    expect((await room.webhook(webhook.id)).state).toBe('active');
    await room.failSince(webhook.id, 3.1);
    await room.hurry();
    await expect.poll(async () => (await room.webhook(webhook.id)).state).toBe('disabled');
    expect(await room.webhook(webhook.id)).toMatchObject({ problem: { code: 'WEBHOOK_NOT_ACCEPTED' } });
    expect(told).toEqual([webhook.id, 'WEBHOOK_NOT_ACCEPTED']);
    const before = room.receiver.requests.length;
    await room.hurry();
    await room.happen('second');

    room.receiver.answer(200);
    await room.webhooks.change(room.caller, webhook.id, { state: 'active' });
    await expect.poll(() => statesOf(webhook.id)).toEqual(['delivered', 'delivered']);
    expect(new Set(names().slice(before))).toEqual(new Set(['first', 'second']));
    expect(await room.webhook(webhook.id)).toMatchObject({ state: 'active', problem: null, failingSince: null });
  });

  it('end at once for a receiver that says it is gone', async () => {
    const webhook = await room.addWebhook();
    room.receiver.answer(410);
    await start();
    await room.happen();
    await expect.poll(async () => (await room.webhook(webhook.id)).state).toBe('disabled');
    expect(await statesOf(webhook.id)).toEqual(['failed']);
  });

  it('do not follow a receiver that sends them elsewhere', async () => {
    const webhook = await room.addWebhook();
    room.receiver.answer({ status: 308, headers: { location: '/elsewhere' } });
    await start();
    await room.happen();
    await expect.poll(async () => (await room.sent(webhook.id))[0]?.tries[0]?.status).toBe(308);
    expect(room.receiver.requests).toHaveLength(1);
  });

  it('are signed with both secrets while one takes the place of the other', async () => {
    const webhook = await room.addWebhook();
    const { secret } = await room.webhooks.rotateSecret(room.caller, webhook.id, { overlapHours: 24 });
    await start();
    await room.happen();
    const [first] = await room.receiver.received(1);
    const read = (request: typeof first, with_: string) =>
      verifyWebhook({ payload: request?.body ?? '', headers: request?.headers ?? {}, secret: with_ }).type;
    expect([read(first, webhook.secret), read(first, secret)]).toEqual(['key.created', 'key.created']);
    await room.database.orm
      .update(webhooks)
      .set({ formerSecretUntil: sql`now() - interval '1 second'` })
      .where(eq(webhooks.id, webhook.id));
    await room.happen();
    const [, second] = await room.receiver.received(2);
    expect(read(second, secret)).toBe('key.created');
    expect(() => read(second, webhook.secret)).toThrow(expect.objectContaining({ code: 'WEBHOOK_NOT_VERIFIED' }));
  });

  it('that were in hand when a process died go again, and what that process says later counts no more', async () => {
    const webhook = await room.addWebhook();
    await room.happen();
    await addEventDeliveries(room.database, room.caller.dealershipId);
    const [taken] = await takeDeliveries(room.database, { limit: 9, perWebhook: 4, leaseMs: 60_000 });
    expect(await takeDeliveries(room.database, { limit: 9, perWebhook: 4, leaseMs: 60_000 })).toEqual([]);
    await room.database.orm
      .update(deliveries)
      .set({ leaseUntil: sql`now() - interval '1 second'` })
      .where(eq(deliveries.webhookId, webhook.id));
    await start();
    await expect.poll(() => statesOf(webhook.id)).toEqual(['delivered']);
    const made = { at: new Date().toISOString(), durationMs: 1, status: 500, answer: null, problem: null };
    const problem = { type: 'x', title: 'x', status: 502, detail: 'x', code: 'OUTBOUND_FAILED', hint: 'x', retryable: true };
    const rules = { disableAfterMs: 1, isGone: false, onDisabled: async () => undefined };
    expect(taken && (await finishFailed(room.database, taken, { kind: 'failed', made, problem }, rules))).toBe(false);
    expect(await statesOf(webhook.id)).toEqual(['delivered']);
  });

  it('on their way end in order when the server stops, and those that hang are given back', async () => {
    const webhook = await room.addWebhook();
    const held: ServerResponse[] = [];
    room.receiver.answer({ write: (response) => void held.push(response) });
    const first = await start();
    await room.happen();
    await room.receiver.received(1);
    const stopped = first.stop({ graceMs: 60_000 });
    held[0]?.writeHead(200).end();
    await stopped;
    expect(await statesOf(webhook.id)).toEqual(['delivered']);
    const second = await start();
    await room.happen();
    await room.receiver.received(2);
    await second.stop({ graceMs: 20 });
    expect(await room.sent(webhook.id)).toMatchObject([{}, { state: 'waiting', attempts: 0, tries: [] }]);
  });

  it('are forgotten: what they said after a week, that they were after a month', async () => {
    const webhook = await room.addWebhook();
    const sender = await start();
    for (const name of ['a', 'b', 'c']) await room.happen(name);
    await expect.poll(() => statesOf(webhook.id)).toEqual(['delivered', 'delivered', 'delivered']);
    const [month, week] = await room.sent(webhook.id);
    const age = (id: string | undefined, days: number) =>
      room.database.orm
        .update(deliveries)
        .set({ createdAt: sql`now() - ${days} * interval '1 day'` })
        .where(eq(deliveries.id, id ?? ''));
    await age(month?.id, 31);
    await age(week?.id, 8);
    await sender.forget();
    expect((await room.sent(webhook.id)).map(({ id, body }) => [id, body === null])).toEqual([
      [week?.id, true],
      [expect.any(String), false],
    ]);
    const { dealershipId } = room.caller;
    const again = room.database.transaction((tx) => redeliver(tx, { dealershipId, webhookId: webhook.id, deliveryId: week?.id ?? '' }));
    await expect(again).rejects.toMatchObject({ code: 'DELIVERY_FORGOTTEN' });
  });

  it('are sent only if the transaction that added them holds', async () => {
    await room.addWebhook();
    const { dealershipId } = room.caller;
    await start();
    const email = { dealershipId, kind: 'email', to: 'ann@example.com', subject: 'Hello', text: 'A secret link' } as const;
    const broken = room.database.transaction(async (tx) => {
      await addDelivery(tx, email);
      throw new Error('rolled back');
    });
    await expect(broken).rejects.toThrow('rolled back');
    const id = await room.database.transaction((tx) => addDelivery(tx, email));
    const read = async () => await room.database.orm.select().from(deliveries).where(eq(deliveries.dealershipId, dealershipId));
    await expect.poll(async () => (await read())[0]?.state).toBe('failed');
    // Without a mail server it is given up at once, and its text is not kept.
    expect(await read()).toMatchObject([{ id, body: null, attempts: 1, problem: { code: 'MAIL_NOT_CONFIGURED' } }]);
  });

  it('by e-mail go again after a refusal for now, are given up after one for good, and are not kept', async () => {
    await using mailServer = await startMailServer();
    const mail = createMail({ url: `smtp://127.0.0.1:${mailServer.port}`, from: 'photos@motors.example' });
    const { dealershipId } = room.caller;
    const email = { dealershipId, kind: 'email', to: 'ann@example.com', subject: 'Hello', text: 'How do you do?' } as const;
    const add = () => room.database.transaction((tx) => addDelivery(tx, email));
    const read = () => room.database.orm.select().from(deliveries).where(eq(deliveries.dealershipId, dealershipId)).orderBy(deliveries.id);
    mailServer.refuse(451, 'Greylisted, come back');
    await start({ sendEmail: createEmailSender(mail, office.secrets) });
    await add();
    await expect.poll(async () => (await read())[0]?.tries).toMatchObject([{ status: 451, problem: { code: 'MAIL_FAILED' } }]);
    expect(await read()).toMatchObject([{ state: 'waiting', body: 'How do you do?' }]);
    mailServer.refuse(null);
    await room.hurry();
    await expect.poll(async () => (await read())[0]?.state).toBe('delivered');
    expect(mailServer.mails).toMatchObject([{ to: ['ann@example.com'] }]);
    mailServer.refuse(550, 'No such user');
    await add();
    await expect.poll(async () => (await read())[1]?.state).toBe('failed');
    expect(await read()).toMatchObject([
      { body: null, tries: [{}, { status: 250 }] },
      { body: null, attempts: 1, problem: { code: 'MAIL_REFUSED' } },
    ]);
  });
});
