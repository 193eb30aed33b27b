import { isIP } from 'node:net';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { createTransport } from 'nodemailer';
import { oneLine, readRecipient, readSender } from './address.ts';
import { mailError } from './failures.ts';
import { htmlOf } from './html.ts';

export interface MailOptions {
  /** `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte. */
  readonly url: string;
  /** As {@link readSender} takes it. */
  readonly from: string;
}

export interface MailMessage {
  /** Stays the same at every try: mail programs show doubles once. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** E-mails by one mail server. */
export interface Mail {
  /** @throws MAIL_FAILED for what may pass, MAIL_REFUSED for what will not, ABORTED */
  send(message: MailMessage, signal: AbortSignal): Promise<{ readonly status: number | null; readonly answer: string }>;
  /** Whether the server is there and takes the password. @throws MAIL_FAILED */
  check(signal?: AbortSignal): Promise<void>;
}

/** Longer than a busy server takes, shorter than a message is leased for. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 };

/**
 * Sends plain text, with the same as simple HTML, over SMTP. A password goes only through TLS, but on this machine. Nothing in a
 * message can add headers or recipients.
 *
 * @throws INVALID_INPUT for an address that is none
 */
export function createMail({ url, from }: MailOptions): Mail {
  const server = readServer(url);
  const sender = readSender(from);
  let loading: Promise<ReturnType<typeof createTransport>> | undefined;
  /** Loaded with the first message: a server without mail starts sooner without it. */
  const transport = async () => {
    loading ??= import('nodemailer').then((nodemailer) =>
      nodemailer.createTransport({ ...server, ...timeouts, disableFileAccess: true, disableUrlAccess: true }),
    );
    return await loading;
  };
  return {
    async send({ id, to, subject, text }, signal) {
      const recipient = readRecipient(to);
      const line = oneLine(subject);
      const sending = (await transport()).sendMail({
        messageId: `<${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
        from: { ...sender },
        to: { name: '', address: recipient },
        subject: line,
        text,
        html: htmlOf(line, text),
        // Out-of-office programs leave such mail alone (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      const { response } = await until(signal, sending).catch((error: unknown) => {
        throw mailError(error, server.host);
      });
      return { status: statusOf(response), answer: oneLine(response) };
    },
    async check(signal) {
      await until(signal, (await transport()).verify()).catch((error: unknown) => {
        throw mailError(error, server.host);
      });
    },
  };
}

function readServer(text: string) {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '' || url.pathname.length > 1 || url.search !== '') {
    throw new ForecourtError('INVALID_INPUT', 'FORECOURT_SMTP_URL is no address of a mail server.', {
      hint: 'Write it as smtp://user:password@mail.example.com:587, with %40 for an @ in the password.',
    });
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isSecure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  return {
    host,
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    // Without a password it is tried, as servers do among each other (RFC 7435).
    requireTLS: !isSecure && user !== '' && !isThisMachine(host),
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
  };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Waits no longer than it is wanted; the connection then ends by its own timeouts. */
async function until<Value>(signal: AbortSignal | undefined, work: Promise<Value>): Promise<Value> {
  throwIfAborted(signal);
  if (signal === undefined) return await work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new DOMException('It is not waited for any more.', 'AbortError'));
  signal.addEventListener('abort', abort, { once: true });
  // Nobody may be waiting any more when it fails.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function statusOf(response: string): number | null {
  const [, code] = /^(\d{3})/.exec(response) ?? [];
  return code === undefined ? null : Number(code);
}
