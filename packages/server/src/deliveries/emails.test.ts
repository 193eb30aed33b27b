import { createClient } from '@forecourt/sdk/client';
import { startHttpReceiver } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { startMailServer } from '../mail/testing/mail-server.ts';
import { onBothColumns } from '../testing/columns.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';

const owner = { dealership: 'Motors', name: 'Ada', email: 'ada@motors.example', password: 'a long enough password' };

/** The owner of a new server, signed in. */
async function setUp(server: TestServer) {
  const { code } = await server.forecourt.setup();
  const answer = await fetch(`${server.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, ...owner }),
  });
  return createClient({ url: server.url, headers: { cookie: answer.headers.getSetCookie().join().split(';')[0] ?? '' }, retries: 0 });
}

onBothColumns('e-mails', (column) => {
  it('are sent for what people are invited to and told of', async () => {
    await using mailServer = await startMailServer();
    await using receiver = await startHttpReceiver();
    await using server = await startTestServer(column, {
      authenticate: undefined,
      environment: {
        FORECOURT_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
        FORECOURT_MAIL_FROM: 'Motors <photos@motors.example>',
        FORECOURT_OUTBOUND_ALLOW: '127.0.0.1',
      },
    });
    const client = await setUp(server);
    expect((await server.forecourt.check()).parts.mail).toEqual({ isReady: true });

    await client.call('createInvitation', { body: { email: 'bea@motors.example', role: 'editor' } });
    await expect.poll(() => mailServer.mails.map(({ to }) => to)).toEqual([['bea@motors.example']]);
    expect(mailServer.mails[0]?.raw).toContain('http');

    const { id } = await client.webhooks.create({ url: receiver.url, description: '', eventTypes: ['vehicle.created'] });
    receiver.answer(410);
    await client.webhooks.ping(id);
    await expect.poll(async () => (await client.webhooks.get(id)).state).toBe('disabled');
    expect((await client.notifications.list().page()).items).toMatchObject([
      { kind: 'webhook.disabled', link: `/settings/webhooks/${id}`, body: expect.stringContaining('answered 410') },
    ]);
    await expect.poll(() => mailServer.mails.at(-1)?.to).toEqual([owner.email]);
    expect(mailServer.mails.at(-1)?.raw).toMatch(/^Subject: .*switched off/m);
  });

  it('wait for a mail server that is away: the server starts all the same, and says what is wrong', async () => {
    await using gone = await startMailServer();
    await gone[Symbol.asyncDispose]();
    const environment = { FORECOURT_SMTP_URL: `smtp://ann:word@127.0.0.1:${gone.port}`, FORECOURT_MAIL_FROM: 'photos@motors.example' };
    await using server = await startTestServer(column, { environment });
    const { isReady, parts } = await server.forecourt.check();
    expect([isReady, parts.mail]).toMatchObject([
      true,
      { isReady: false, code: 'MAIL_FAILED', message: expect.stringContaining('nobody listens') },
    ]);
    expect(server.log.join('')).not.toContain('ann:word');
  });

  it('need both settings, or none', async () => {
    for (const environment of [{ FORECOURT_SMTP_URL: 'smtp://mail.example' }, { FORECOURT_MAIL_FROM: 'photos@motors.example' }]) {
      await expect(startTestServer(column, { environment })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    const environment = { FORECOURT_OUTBOUND_ALLOW: 'http://10.0.0.1' };
    await expect(startTestServer(column, { environment })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('FORECOURT_OUTBOUND_ALLOW'),
    });
  });
});
