import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import type { ByteRange } from '../storage.ts';
import type { S3Connection } from './connection.ts';
import { isPassing, s3Error } from './failures.ts';

interface Body {
  readonly stream: Readable;
  readonly pieces: AsyncIterator<Uint8Array>;
  /** Where it ends in the object. */
  readonly end: number;
}

/**
 * Streams an object, or a part of it. A connection that is lost on the way is taken up again where it stopped. A whole object is
 * compared with its SHA-256 as it passes: the stream of a damaged one fails at its end.
 *
 * @throws NOT_FOUND before the first byte
 */
export async function readObject(
  connection: S3Connection,
  { key, sha256, range }: { readonly key: string; readonly sha256: string; readonly range: ByteRange | undefined },
): Promise<ReadableStream<Uint8Array>> {
  const { sdk, client, options, call, waitBefore, place } = connection;
  const what = `Could not read ${sha256}`;
  const leaving = new AbortController();
  let position = range?.start ?? 0;
  let failures = 0;

  async function open(): Promise<Body | undefined> {
    const isWhole = range === undefined && position === 0;
    const wanted = isWhole ? undefined : `bytes=${position}-${range === undefined ? '' : range.end - 1}`;
    const command = () => new sdk.GetObjectCommand({ Bucket: options.bucket, Key: key, ...(wanted !== undefined && { Range: wanted }) });
    try {
      const { Body: stream, ContentLength = 0 } = await call((more) => client.send(command(), more), { what, signal: leaving.signal });
      if (!isReadable(stream)) throw new ForecourtError('STORAGE_FAILED', `${what}: ${place} answered without a body.`);
      return { stream, pieces: stream[Symbol.asyncIterator](), end: position + ContentLength };
    } catch (error) {
      // Beyond the end there is nothing, which is what is given then.
      if (ForecourtError.is(error) && error.details?.reason === 'InvalidRange') return undefined;
      throw error;
    }
  }

  /** The next piece, over a new connection if need be; null at the end. */
  async function next(): Promise<Uint8Array | null> {
    for (;;) {
      try {
        body ??= await open();
        if (body === undefined) return null;
        const { value, done } = await body.pieces.next();
        if (!done) {
          failures = 0;
          position += value.byteLength;
          return value;
        }
        if (position >= body.end) return null;
        throw new Error(`The answer ended ${body.end - position} bytes too early.`);
      } catch (error) {
        body?.stream.destroy();
        body = undefined;
        failures++;
        if (failures >= options.attempts || !isPassing(error)) throw s3Error(error, what, place);
        await waitBefore(failures, leaving.signal);
      }
    }
  }

  const hash = range === undefined ? createHash('sha256') : undefined;
  let body: Body | undefined = range !== undefined && range.end <= range.start ? undefined : await open();
  const isEmpty = body === undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = isEmpty ? null : await next();
        if (piece !== null) {
          hash?.update(piece);
          controller.enqueue(piece);
          return;
        }
        const actual = hash?.digest('hex');
        if (actual !== undefined && actual !== sha256) {
          throw new ForecourtError('STORAGE_FAILED', `The file ${sha256} came damaged from ${place}.`, { details: { actual } });
        }
        controller.close();
      },
      cancel() {
        leaving.abort(new DOMException('Nobody reads any more.', 'AbortError'));
        body?.stream.destroy();
      },
    },
    { highWaterMark: 1 },
  );
}

function isReadable(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;
}
