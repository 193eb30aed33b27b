import { Readable } from 'node:stream';
import { abortError } from '@forecourt/errors';

export interface BodyOptions {
  /** What the head promised; null where it did not say. */
  readonly expectedBytes: number | null;
  readonly signal: AbortSignal | undefined;
  /** The error for a body that broke off after so many bytes. */
  readonly broken: (cause: unknown, bytes: number) => Error;
  /** Resolves whether the far end meant it when the stream says that it ended. Only asked where no length was promised. */
  readonly isWhole?: (() => Promise<boolean>) | undefined;
  /** Ends the source where destroying it does not tell the far end. */
  readonly end?: (() => void) | undefined;
}

/**
 * The body of an answer, which ends only where the answer is whole: a stream that ended early, which some protocols report as a good end,
 * fails. It takes no more from its source than its reader does, and destroying it ends the source.
 */
export function checkedBody(source: Readable, { expectedBytes, signal, broken, isWhole, end }: BodyOptions): Readable {
  let bytes = 0;
  const body = new Readable({
    // One piece at a time beyond what the source holds itself.
    highWaterMark: 1,
    read: () => void source.resume(),
    destroy(error, done) {
      signal?.removeEventListener('abort', abort);
      if (end) end();
      else source.destroy();
      done(error);
    },
  });
  const abort = () => void (signal && body.destroy(abortError(signal)));
  const fail = (cause: unknown) => void (!body.readableEnded && body.destroy(broken(cause, bytes)));

  source.on('data', (piece: Buffer) => {
    bytes += piece.byteLength;
    if (expectedBytes !== null && bytes > expectedBytes) fail(undefined);
    else if (!body.push(piece)) source.pause();
  });
  source.once('end', () => {
    if (expectedBytes !== null) {
      if (bytes === expectedBytes) body.push(null);
      else fail(undefined);
    } else if (isWhole === undefined) {
      body.push(null);
    } else {
      isWhole().then((whole) => (whole ? void body.push(null) : fail(undefined)), fail);
    }
  });
  source.once('error', fail);
  source.once('close', () => void (!source.readableEnded && fail(undefined)));
  source.pause();
  // It may break before anybody reads; whoever does then is told all the same.
  body.on('error', () => undefined);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  return body;
}

/** What a head says of the length of its body; null where it does not, or where a body does not follow. */
export function promisedBytes(headers: Readonly<Record<string, string>>, method: string, status: number): number | null {
  // RFC 9110, sections 9.3.2 and 15.4.5: these say what the length would be.
  if (method === 'HEAD' || status === 304 || status === 204) return 0;
  return 'content-length' in headers ? Number(headers['content-length']) : null;
}
