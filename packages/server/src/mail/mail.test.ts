import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { makeCertificate, openssl, startTcpProxy } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMail } from './index.ts';
import { type MailServer, startMailServer } from './testing/mail-server.ts';

const from = 'Motors <photos@motors.example>';
const hello = { id: '0198a000-0000-7000-8000-000000000000', to: 'ann@example.com', subject: 'Hello', text: 'How do you do?' };
const never = new AbortController().signal;
const failed = expect.objectContaining({ code: 'MAIL_FAILED', retryable: true });
const refused = expect.objectContaining({ code: 'MAIL_REFUSED', retryable: false });

describe('an e-mail', () => {
  let server: MailServer;
  const mailTo = (url = `smtp://127.0.0.1:${server.port}`) => createMail({ url, from });
  const rawOf = (index = 0) => server.mails[index]?.raw ?? '';
  const headersOf = (index = 0) =>
    rawOf(index)
      .split('\r\n\r\n')[0]
      ?.replace(/\r\n[ \t]+/g, ' ') ?? '';

  beforeEach(async () => {
    server = await startMailServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  it('arrives as plain text and as simple HTML, under the same id at every try', async () => {
    const text = 'Dear Ann,\n\nsee https://motors.example/a?b=1&c=<2>.\nYours, <b>Motors</b>';
    expect(await mailTo().send({ ...hello, text }, never)).toMatchObject({ status: 250 });
    await mailTo().send({ ...hello, text }, never);
    expect(server.mails).toMatchObject([{ from: 'photos@motors.example', to: ['ann@example.com'] }, {}]);
    for (const index of [0, 1]) {
      expect(headersOf(index)).toMatch(/^Message-ID: <0198a000-0000-7000-8000-000000000000@motors\.example>$/im);
      expect(headersOf(index)).toMatch(/^From: "?Motors"? <photos@motors\.example>$/m);
      expect(headersOf(index)).toMatch(/^Auto-Submitted: auto-generated$/im);
    }
    const body = rawOf().replace(/=\r\n/g, '').replaceAll('=3D', '=');
    expect(body).toContain('Yours, <b>Motors</b>');
    expect(body).toContain(
      '<a href="https://motors.example/a?b=1&amp;c=">https://motors.example/a?b=1&amp;c=</a>&lt;2&gt;.<br>Yours, &lt;b&gt;',
    );
  });

  it.each([
    ['a header', 'Hi\r\nBcc: eve@evil.example'],
    ['a header, by a lone line feed', 'Hi\nBcc: eve@evil.example'],
    ['a body', 'Hi\r\n\r\nClick here'],
    ['signs of Unicode that end a line', 'Hi\u2028Bcc: eve@evil.example\u0085X: y'],
    ['the end of the message', 'Hi\r\n.\r\nMAIL FROM:<eve@evil.example>'],
  ])('takes no %s from its subject', async (_, subject) => {
    await mailTo().send({ ...hello, subject }, never);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.to).toEqual(['ann@example.com']);
    expect(headersOf()).not.toMatch(/^(Bcc|X|MAIL FROM)\b/im);
    expect(headersOf().match(/^Subject: .*$/gim)).toHaveLength(1);
  });

  it.each([
    '',
    'ann',
    'ann@example.com, eve@evil.example',
    'Ann <ann@example.com>',
    'ann@example.com\r\nBcc: eve@evil.example',
    'ann@example.com>\r\nRCPT TO:<eve@evil.example',
  ])('goes to one address and to nothing else: %j', async (to) => {
    await expect(mailTo().send({ ...hello, to }, never)).rejects.toEqual(refused);
    expect(server.mails).toEqual([]);
  });

  it('is to be sent again after a refusal for now, and not after one for good', async () => {
    server.refuse(451, '4.7.1 Greylisted, try again');
    await expect(mailTo().send(hello, never)).rejects.toMatchObject({
      code: 'MAIL_FAILED',
      message: expect.stringContaining('Greylisted'),
    });
    server.refuse(550, '5.1.1 No such user');
    await expect(mailTo().send(hello, never)).rejects.toEqual(refused);
    server.refuse(null);
    await mailTo().send(hello, never);
    expect(server.mails).toHaveLength(1);
  });

  it('is to be sent again after a cut connection, at whatever point', async () => {
    await using proxy = await startTcpProxy({ target: server.port });
    const mail = mailTo(`smtp://127.0.0.1:${proxy.port}`);
    server.beforeAccepting(() => proxy.cut());
    await expect(mail.send(hello, never)).rejects.toEqual(failed);
    server.beforeAccepting(() => undefined);
    await mail.send(hello, never);
    expect(server.mails.length).toBeGreaterThan(0);
    await server[Symbol.asyncDispose]();
    await expect(mailTo().send(hello, never)).rejects.toMatchObject({
      code: 'MAIL_FAILED',
      message: expect.stringContaining('nobody listens there'),
    });
    await expect(mailTo().check()).rejects.toEqual(failed);
  });

  it('is given up waiting for when it is cancelled', async () => {
    const cancel = new AbortController();
    server.beforeAccepting(() => cancel.abort());
    await expect(mailTo().send(hello, cancel.signal)).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('needs settings that mean something', () => {
    for (const url of ['', 'mail.example', 'http://mail.example', 'smtp://', 'smtp://mail.example/path', 'smtp://mail.example?pool=true']) {
      expect(() => createMail({ url, from }), url).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
    for (const wrong of ['', 'Motors', 'Motors <>', 'a@b.example, c@d.example', 'A\r\nB <a@b.example>']) {
      expect(() => createMail({ url: 'smtp://mail.example', from: wrong }), wrong).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      );
    }
  });

  it('tells no password but through TLS, unless the server is on this machine', async () => {
    await using asking = await startMailServer({ host: '::', password: 'secret' });
    const here = createMail({ url: `smtp://me:secret@127.0.0.1:${asking.port}`, from });
    await here.send(hello, never);
    expect(asking.logins).toEqual([{ user: 'me', isEncrypted: false }]);
    // The same address, written so that it is not taken for this machine's.
    const elsewhere = createMail({ url: `smtp://me:secret@[::ffff:127.0.0.1]:${asking.port}`, from });
    await expect(elsewhere.send(hello, never)).rejects.toEqual(failed);
    expect(asking.logins).toHaveLength(1);
  });

  describe.skipIf(!openssl.canStart)(`over TLS${openssl.note}`, () => {
    it.each([
      ['by STARTTLS', false],
      ['from the first byte', true],
    ])('%s goes only to the server that the certificate names, with the password that it wants', async (_, isSecure) => {
      const tls = await makeCertificate('localhost');
      await using secure = await startMailServer({ host: 'localhost', tls, isSecure, password: 'sec/ret' });
      const url = (password: string) => `${isSecure ? 'smtps' : 'smtp'}://me%40motors:${password}@localhost:${secure.port}`;
      const mail = createMail({ url: url('sec%2Fret'), from });
      await expect(mail.send(hello, never)).rejects.toEqual(failed);
      const usual = getCACertificates('default');
      setDefaultCACertificates([...usual, tls.certificate]);
      try {
        await mail.send(hello, never);
        expect(secure.mails).toMatchObject([{ isEncrypted: true, user: 'me@motors' }]);
        await mail.check();
        const wrong = createMail({ url: url('guess'), from });
        await expect(wrong.send(hello, never)).rejects.toMatchObject({
          code: 'MAIL_FAILED',
          hint: expect.stringContaining('FORECOURT_SMTP_URL'),
        });
        await expect(wrong.check()).rejects.toEqual(failed);
      } finally {
        setDefaultCACertificates(usual);
      }
    });
  });
});
