import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '@forecourt/testing';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, undone of nothing. */
  readonly raw: string;
  readonly user: string | undefined;
  readonly isEncrypted: boolean;
}

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Users whose password was asked for, and over what. */
  readonly logins: readonly { readonly user: string; readonly isEncrypted: boolean }[];
  /** Refuses recipients with this code from now on; null takes them again. */
  refuse(code: number | null, text?: string): void;
  /** What is done when a whole mail is there, before it is accepted. */
  beforeAccepting(work: () => void): void;
}

export interface MailServerOptions {
  readonly host?: string | undefined;
  readonly tls?: Certificate | undefined;
  /** TLS from the first byte, instead of by STARTTLS. */
  readonly isSecure?: boolean | undefined;
  readonly password?: string | undefined;
}

/** A real mail server on loopback that keeps what it gets. Without a certificate it speaks no TLS. */
export async function startMailServer({
  host = '127.0.0.1',
  tls,
  isSecure = false,
  password,
}: MailServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const logins: { user: string; isEncrypted: boolean }[] = [];
  let refusal: { readonly code: number; readonly text: string } | null = null;
  let before: () => void = () => undefined;
  const server = new SMTPServer({
    logger: false,
    secure: isSecure,
    ...(tls ? { key: tls.key, cert: tls.certificate } : { hideSTARTTLS: true }),
    allowInsecureAuth: true,
    authOptional: password === undefined,
    onAuth({ username = '', password: given }, session, done) {
      logins.push({ user: username, isEncrypted: session.secure });
      if (given === password) done(null, { user: username });
      else done(new Error('Invalid password'));
    },
    onRcptTo(_address, _session, done) {
      done(refusal === null ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        before();
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false || mailFrom === undefined ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
          user: typeof session.user === 'string' ? session.user : undefined,
          isEncrypted: session.secure,
        });
        done();
      });
    },
  });
  // Whoever hangs up on it is a part of what is tested.
  server.on('error', () => undefined);
  const listening = server.listen(0, host);
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    mails,
    logins,
    refuse(code, text = 'not now') {
      refusal = code === null ? null : { code, text };
    },
    beforeAccepting(work) {
      before = work;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
