import { abortError, ForecourtError } from '@forecourt/errors';
import type { SshConnection } from './connection.ts';

export interface ExecuteOptions {
  /** Goes to standard input, a line each. */
  readonly input?: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly onOutput?: ((stream: 'out' | 'error', text: string) => void) | undefined;
}

export interface Executed {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** Of standard output, at most a megabyte; nothing where it is listened to. */
  readonly output: string;
  readonly errors: string;
}

const keptCharacters = 1_000_000;

/**
 * Runs a command to its end. The signal stops waiting; what runs there is ended by its id, since a channel that is closed leaves it running.
 *
 * @throws ROAD_DOWN if the connection ends first, ABORTED
 */
export function execute(connection: SshConnection, command: string, { input = [], signal, onOutput }: ExecuteOptions): Promise<Executed> {
  return connection.channel(signal, command, async (channel, open) => {
    const text = { out: '', error: '' };
    const hear = (stream: 'out' | 'error') => {
      const decoder = new TextDecoder();
      return (bytes: Uint8Array) => {
        const piece = decoder.decode(bytes, { stream: true });
        if (onOutput) onOutput(stream, piece);
        else text[stream] = (text[stream] + piece).slice(0, keptCharacters);
      };
    };
    channel.on('data', hear('out'));
    channel.stderr.on('data', hear('error'));
    // A command that ends before it has read everything.
    channel.on('error', () => undefined);
    let stop = (): void => void channel.destroy();
    try {
      const exitCode = await open.within<number | null>((done) => {
        let code: number | null | undefined;
        // A channel that is closed here stays until the far end has closed it too, which a command that goes on never does.
        stop = () => {
          channel.destroy();
          done(abortError(signal), null);
        };
        signal.addEventListener('abort', stop, { once: true });
        channel.on('exit', (status: number | null) => {
          code = status;
        });
        channel.on('close', () => {
          // The connection broke: what the command came to nobody knows.
          if (code === undefined) done(new ForecourtError('ROAD_DOWN', 'The connection ended while a command ran.'), null);
          else done(null, code);
        });
        channel.end(input.map((line) => `${line}\n`).join(''));
        if (signal.aborted) stop();
      });
      return { exitCode, output: text.out, errors: text.error };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  });
}

/** The same for a command of our own that has to work. @throws STORAGE_FAILED with what it said */
export async function mustExecute(connection: SshConnection, command: string, options: ExecuteOptions): Promise<string> {
  const { exitCode, output, errors } = await execute(connection, command, options);
  if (exitCode === 0) return output;
  throw new ForecourtError('STORAGE_FAILED', `A command on the host failed (${exitCode}): ${errors.trim().slice(0, 500)}`);
}
