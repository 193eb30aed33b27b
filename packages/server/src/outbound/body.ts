import { ForecourtError } from '@forecourt/errors';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly host: string;
  /** What a failure on the way means. */
  meaningOf(error: unknown): ForecourtError;
}

/** Passes a body on until it has more bytes than it may. @throws FILE_TOO_LARGE */
export async function* limited(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, host, meaningOf }: BodyLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(host, maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw meaningOf(error);
  }
}

export function tooLarge(host: string, maxBytes: number): ForecourtError {
  return new ForecourtError('FILE_TOO_LARGE', `${host} sent more than ${maxBytes} bytes.`, { details: { maxBytes } });
}

/** Reads to the end. @throws as the body does */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads the first bytes and leaves the rest. What breaks off on the way is no failure: what came is given. */
export async function readStart(body: AsyncIterable<Uint8Array>, count: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes >= count) break;
    }
  } catch {
    // The answer was given with its status; only what it says besides is cut off.
  }
  return Buffer.concat(chunks).subarray(0, count);
}
