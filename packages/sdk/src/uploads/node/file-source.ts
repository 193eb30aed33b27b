import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { readError } from '../../files/index.ts';
import type { FileSource } from '../file-source.ts';
import { crc32 } from '../hashes.ts';

const sampleBytes = 65_536;

/**
 * A file of this machine, for `uploader.add`.
 *
 * @example
 * const upload = uploader.add(await fileSource('photos/front.jpg'), { vehicleId });
 *
 * @throws FILE_NOT_FOUND, FILE_NOT_READABLE
 */
export async function fileSource(path: string): Promise<FileSource> {
  const absolute = resolve(path);
  const look = () =>
    stat(absolute).catch((error: unknown) => {
      throw readError(error, path);
    });
  const facts = await look();
  if (!facts.isFile()) throw new ForecourtError('FILE_NOT_READABLE', `${path} is not a file.`);

  async function read(start: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
    const file = await open(absolute, 'r').catch((error: unknown) => {
      throw readError(error, path);
    });
    try {
      // Not zeroed first: what is not read is cut off.
      const bytes = into?.subarray(0, end - start) ?? Buffer.allocUnsafeSlow(end - start);
      let at = 0;
      while (at < bytes.byteLength) {
        const { bytesRead } = await file.read(bytes, at, bytes.byteLength - at, start + at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return bytes.subarray(0, at);
    } catch (error) {
      throw readError(error, path);
    } finally {
      await file.close();
    }
  }

  return {
    name: basename(absolute),
    bytes: facts.size,
    type: '',
    blob: undefined,
    read,
    async version() {
      const { size, mtimeMs } = await look();
      return `${size}-${mtimeMs}-${await crc32(await read(0, Math.min(sampleBytes, size)))}`;
    },
    kept: { kind: 'path', path: absolute },
  };
}
