import { abortError, ForecourtError } from '@forecourt/errors';
import { tooLarge } from '../inspect/too-large.ts';

/**
 * Collects a stream of bytes, up to `limit`. The stream is cancelled when it has more, when `signal` fires, and on any error, so that
 * whoever feeds it can stop.
 */
export async function collect(
  stream: ReadableStream | import('node:stream/web').ReadableStream,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const reader = readerOf(stream);
  const abort = (): void => {
    // A failing cancel changes nothing: reading has ended either way.
    reader.cancel(signal?.reason).catch(() => undefined);
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (signal?.aborted) throw abortError(signal);
      if (done) return parts.length === 1 && parts[0] ? parts[0] : joined(parts, length);
      const part = bytesOf(value);
      length += part.length;
      if (length > limit) throw tooLarge(length, { bytes: limit });
      parts.push(part);
    }
  } catch (error) {
    abort();
    if (signal?.aborted) throw abortError(signal);
    throw ForecourtError.from(error, 'FILE_NOT_READABLE', 'The stream of this photo broke off');
  } finally {
    signal?.removeEventListener('abort', abort);
    reader.releaseLock();
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function readerOf(stream: ReadableStream | import('node:stream/web').ReadableStream): ReadableStreamDefaultReader<unknown> {
  try {
    return stream.getReader() as ReadableStreamDefaultReader<unknown>;
  } catch (cause) {
    throw new ForecourtError('INVALID_INPUT', 'This stream is being read by somebody else, or was read before.', { cause });
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new ForecourtError('INVALID_INPUT', 'A stream of a photo has to give bytes (Uint8Array), not text or objects.');
}
