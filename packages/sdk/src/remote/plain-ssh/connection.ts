import { createHash } from 'node:crypto';
import { connect as connectSocket, type LookupFunction } from 'node:net';
import { abortError, ForecourtError } from '@forecourt/errors';
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import type { Clock } from '../../clock/clock.ts';
import { pause } from '../../clock/pause.ts';
import type { SshAddress } from '../../contract/index.ts';
import { createSlots } from '../../uploads/slots.ts';
import { connectionError, isRefusedSession } from './errors.ts';
import { gathered } from './gather.ts';

export interface SshConnectionOptions {
  readonly address: SshAddress;
  /** In OpenSSH's or PEM form; or the socket of an SSH agent that has it. */
  readonly privateKey?: string | undefined;
  readonly agent?: string | undefined;
  /** `SHA256:…` of the host key that must answer; null to take the first and have it told. */
  readonly fingerprint: string | null;
  readonly onFingerprint?: ((fingerprint: string) => void) | undefined;
  /** Finds the address of a name, at each connection: the system's way where left out. */
  readonly lookup?: LookupFunction | undefined;
  /** Commands and SFTP at once; OpenSSH allows ten by itself. */
  readonly sessions: number;
  readonly clock: Clock;
}

/** One TCP connection that is open, with what ends when it ends. */
export interface OpenSsh {
  readonly client: Client;
  /** Gives what a callback is given, or fails as soon as the connection is gone: callbacks of a dead one are never called. */
  within<Value>(start: (done: (error: Error | null | undefined, value: Value) => void) => void): Promise<Value>;
  /** The one SFTP session that all transfers share. */
  sftp(): Promise<SFTPWrapper>;
}

export interface SshConnection extends AsyncDisposable {
  /** Connects where it is not connected. @throws ROAD_DOWN, HOST_KEY_CHANGED, HOST_SIGN_IN_REFUSED, ABORTED */
  open(signal: AbortSignal): Promise<OpenSsh>;
  /** Opens a channel for a command, in its turn: a server that has enough of them is asked again. */
  channel<Value>(signal: AbortSignal, command: string, use: (channel: ClientChannel, open: OpenSsh) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

const readyTimeoutMs = 15_000;
/** OpenSSH's own way of noticing a dead line, with its numbers: 30 s at most. */
const keepalive = { keepaliveInterval: 10_000, keepaliveCountMax: 3 } as const;
const refusedMostMs = 30_000;

export function createSshConnection(options: SshConnectionOptions): SshConnection {
  const { address, clock, sessions } = options;
  const slots = createSlots(sessions);
  let current: Promise<OpenSsh> | undefined;
  let isClosed = false;
  let fingerprint = options.fingerprint;

  async function connect(): Promise<OpenSsh> {
    const { Client: Ssh } = await loadSsh2();
    const client = new Ssh();
    const pending = new Set<(error: ForecourtError) => void>();
    let shown: string | undefined;
    let failure: unknown;
    let end: ForecourtError | undefined;
    let sftp: Promise<SFTPWrapper> | undefined;
    const ended = (stage: 'connect' | 'body') => {
      end = connectionError(failure, { address, stage, shown, pinned: fingerprint });
      for (const reject of pending) reject(end);
      pending.clear();
      return end;
    };
    const open: OpenSsh = {
      client,
      within: <Value>(start: (done: (error: Error | null | undefined, value: Value) => void) => void) =>
        new Promise<Value>((resolve, reject) => {
          if (end !== undefined) return reject(end);
          pending.add(reject);
          const done = (error: Error | null | undefined, value: Value) => {
            pending.delete(reject);
            if (error) reject(error);
            else resolve(value);
          };
          try {
            start(done);
          } catch (error) {
            pending.delete(reject);
            reject(error);
          }
        }),
      sftp() {
        sftp ??= open
          .within<SFTPWrapper>((done) => client.sftp(done))
          .then((session) => {
            session.on('error', () => undefined);
            session.on('close', () => {
              sftp = undefined;
            });
            return session;
          });
        sftp.catch(() => {
          sftp = undefined;
        });
        return sftp;
      },
    };
    // For good: a late error of a socket would end the process.
    client.on('error', (error) => {
      failure ??= error;
    });
    await new Promise<void>((resolve, reject) => {
      client.on('ready', resolve);
      client.on('close', () => {
        current = undefined;
        reject(ended(shown === undefined ? 'connect' : 'body'));
      });
      const socket = gathered(connectSocket({ host: address.host, port: address.port, ...(options.lookup && { lookup: options.lookup }) }));
      try {
        client.connect({
          ...{ username: address.user, readyTimeout: readyTimeoutMs, ...keepalive, sock: socket },
          ...(options.privateKey !== undefined && { privateKey: options.privateKey }),
          ...(options.agent !== undefined && { agent: options.agent }),
          hostVerifier(key: Buffer) {
            shown = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
            return fingerprint === null || shown === fingerprint;
          },
        });
      } catch (error) {
        // A key that cannot be read: nobody listens to the socket then.
        socket.destroy();
        reject(error);
      }
    });
    // Without, each small answer waits for the one before to be acknowledged.
    client.setNoDelay(true);
    if (fingerprint === null && shown !== undefined) {
      fingerprint = shown;
      options.onFingerprint?.(shown);
    }
    return open;
  }

  async function open(signal: AbortSignal): Promise<OpenSsh> {
    if (isClosed) throw new ForecourtError('ABORTED', 'The connection was closed.');
    const opening = current ?? connect();
    current = opening;
    opening.catch(() => {
      if (current === opening) current = undefined;
    });
    return await orAborted(opening, signal);
  }

  const close = async () => {
    isClosed = true;
    // One that never came up has nothing to end.
    const opened = await current?.catch(() => undefined);
    opened?.client.end();
    current = undefined;
  };

  return {
    open,
    channel: (signal, command, use) =>
      slots.use(signal, async () => {
        for (let waitMs = 50; ; waitMs *= 2) {
          const opened = await open(signal);
          try {
            const channel = await opened.within<ClientChannel>((done) => opened.client.exec(command, done));
            return await use(channel, opened);
          } catch (error) {
            if (!isRefusedSession(error) || waitMs > refusedMostMs) throw error;
            await pause(waitMs, clock, signal);
            signal.throwIfAborted();
          }
        }
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function loadSsh2(): Promise<typeof import('ssh2')> {
  try {
    const loaded = await import('ssh2');
    return loaded.default;
  } catch (cause) {
    throw new ForecourtError('DEPENDENCY_MISSING', 'Hosts over SSH need the package ssh2.', { hint: 'npm install ssh2', cause });
  }
}

function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(abortError(signal));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
