import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { z } from 'zod';
import { readError } from '../../files/index.ts';
import { encodeImage } from '../encode/encode.ts';
import { tooLarge } from '../inspect/too-large.ts';
import { type ImageLimitsInput, imageLimitsSchema } from '../limits.ts';
import { parseOptions } from '../options.ts';
import { collect } from './collect.ts';
import { readDataUrl } from './data-url.ts';
import { type Fetch, fetchPicture } from './fetched.ts';
import { fromImageData, type ImageDataLike, isImageData } from './image-data.ts';

/**
 * What a photo may be given as. A string is always a path, also one that starts with a dash. A URL is of a file, or `data:`, or of the web where a
 * `fetch` is given. The pixels of a canvas are a picture too.
 */
export type ImageInput = string | URL | Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | Readable | ImageDataLike;

/** What the reading functions take besides the input. Of the limits only `bytes` matters here. */
export interface ReadOptions {
  readonly limits?: ImageLimitsInput | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The same where addresses of the web may be given. */
export interface ReadInputOptions extends ReadOptions {
  /**
   * Fetches addresses of the web. Nothing is fetched without: a server that is handed addresses by strangers would be led into its own network. Give
   * `fetch` itself for addresses of your own, and one that checks where it connects to for those of others.
   */
  readonly fetch?: Fetch | undefined;
}

const optionsSchema = z.strictObject({ limits: imageLimitsSchema.prefault({}) });

/**
 * Reads a file, and nothing but a regular file of allowed size: no folder, no pipe, no device. Its content is not looked at.
 *
 * @throws ForecourtError `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `FILE_TOO_LARGE`, `STORAGE_FAILED`, `ABORTED`
 * @example
 * const bytes = await readImageFile('car.jpg', { limits: { bytes: 20_000_000 } });
 */
export async function readImageFile(path: string, options: ReadOptions = {}): Promise<Uint8Array> {
  const { signal, ...rest } = options;
  const { limits } = parseOptions(optionsSchema, rest, 'reading a file');
  throwIfAborted(signal);
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever. Windows has no such flag and no such pipes.
  const file = await openForReading(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (!status.isFile()) throw notRegular(path, status.isDirectory());
    if (status.size > limits.bytes) throw tooLarge(status.size, limits);
    return await readWhole(file, status.size, limits.bytes, signal);
  } catch (error) {
    throw ForecourtError.is(error) ? error : readError(error, path);
  } finally {
    await file.close();
  }
}

/**
 * Reads a photo from wherever it is: a path, a URL, bytes, a Blob, a web stream, a Node stream or a canvas, whose pixels become a PNG. Never holds
 * more than the allowed bytes; a stream that has more is cancelled. Bytes given as such are returned as they are, not copied.
 *
 * @throws ForecourtError `FILE_TOO_LARGE`, `INVALID_INPUT`, `ABORTED`, and for paths what {@link readImageFile} throws; for addresses of the web
 *   `DOWNLOAD_FAILED`, `UNSUPPORTED_TYPE`
 * @example
 * const bytes = await readImageInput(request.body, { signal: request.signal });
 * const logo = await readImageInput(new URL('https://dealer.example/logo.png'), { fetch });
 */
export async function readImageInput(input: ImageInput, options: ReadInputOptions = {}): Promise<Uint8Array> {
  const { signal, fetch, ...rest } = options;
  const { limits } = parseOptions(optionsSchema, rest, 'reading an image');
  throwIfAborted(signal);
  if (typeof input === 'string') return readImageFile(input, { ...rest, signal });
  if (input instanceof URL) return readUrl(input, limits.bytes, { ...rest, fetch, signal });
  // Bytes of another realm (a test runner's, a worker's) are bytes as well.
  if (types.isUint8Array(input)) return bounded(input, limits.bytes);
  if (types.isArrayBuffer(input)) return bounded(new Uint8Array(input), limits.bytes);
  if (input instanceof Blob) {
    if (input.size > limits.bytes) throw tooLarge(input.size, limits);
    return collect(input.stream(), limits.bytes, signal);
  }
  if (input instanceof ReadableStream) return collect(input, limits.bytes, signal);
  if (input instanceof Readable) return collect(Readable.toWeb(input), limits.bytes, signal);
  if (isImageData(input)) return bounded(await encodeImage(fromImageData(input), { format: 'png' }, { signal }), limits.bytes);
  throw new ForecourtError('INVALID_INPUT', 'A photo is given as a path, a URL, bytes, a Blob, a stream or the ImageData of a canvas.');
}

function readUrl(url: URL, limit: number, { fetch, signal, limits }: ReadInputOptions): Promise<Uint8Array> | Uint8Array {
  if (url.protocol === 'data:') return readDataUrl(url, limit);
  if (url.protocol === 'file:') return readImageFile(pathOf(url), { limits, signal });
  if (fetch) return fetchPicture(url, fetch, limit, signal);
  throw new ForecourtError('INVALID_INPUT', `Nothing is fetched from ${url.host || url.protocol} without being told how.`, {
    hint: 'Give the option fetch, or read it first and give its bytes.',
  });
}

async function openForReading(path: string, flags: number): Promise<FileHandle> {
  if (path.includes('\0')) throw new ForecourtError('FILE_NOT_FOUND', 'A file name cannot hold a zero byte.');
  try {
    return await open(path, flags);
  } catch (error) {
    throw readError(error, path);
  }
}

/** Reads what the size promised, and one byte more to see whether the file grew; a file that shrank gives what is there. */
async function readWhole(file: FileHandle, size: number, limit: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const pieceBytes = 8_000_000;
  const bytes = Buffer.allocUnsafe(size + 1);
  let filled = 0;
  while (filled < bytes.length) {
    throwIfAborted(signal);
    const { bytesRead } = await file.read(bytes, filled, Math.min(pieceBytes, bytes.length - filled), filled);
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  throw filled > limit
    ? tooLarge(filled, { bytes: limit })
    : new ForecourtError('FILE_NOT_READABLE', 'This file was still being written.', { hint: 'Wait until it is complete, then try again.' });
}

function bounded(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length > limit) throw tooLarge(bytes.length, { bytes: limit });
  return bytes;
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new ForecourtError('INVALID_INPUT', 'A file: URL has to be of a file of this machine.', { cause });
  }
}

function notRegular(path: string, isDirectory: boolean): ForecourtError {
  const text = isDirectory ? `${path} is a folder, not a file.` : `${path} is a pipe or a device, not a file.`;
  return new ForecourtError('FILE_NOT_READABLE', text, { hint: 'Give the path of a photo.' });
}
