import { ForecourtError } from '@forecourt/errors';
import { crc32 } from './hashes.ts';

/** A file to send: what is read of it, and how to tell that it is still the same. */
export interface FileSource {
  readonly name: string;
  readonly bytes: number;
  /** What the platform takes it for; empty if it does not say. The server looks for itself. */
  readonly type: string;
  /** The file itself where there is one, for a preview. */
  readonly blob: Blob | undefined;
  /**
   * Bytes from `start` up to, not including, `end`; fewer where the file is shorter. They may lie in `into`, where that is given.
   *
   * @throws FILE_NOT_READABLE, FILE_NOT_FOUND
   */
  read(start: number, end: number, into?: Uint8Array): Promise<Uint8Array>;
  /** Changes when the file does: made of its size, its time and its first bytes. @throws FILE_NOT_READABLE, FILE_NOT_FOUND */
  version(): Promise<string>;
  /** Something that a storage can keep and make this source of again; undefined if nothing can. */
  readonly kept: KeptFile | undefined;
}

/** What a storage keeps of a file: the picture itself or the browser's handle to it, or the path in Node. */
export type KeptFile =
  | { readonly kind: 'blob'; readonly blob: Blob }
  | { readonly kind: 'handle'; readonly handle: FileHandle }
  | { readonly kind: 'path'; readonly path: string };

/** As much of the browser's `FileSystemFileHandle` as is used. */
export interface FileHandle {
  readonly kind: 'file';
  readonly name: string;
  getFile(): Promise<File>;
}

/** As many bytes at the start tell two files apart: the headers of cameras hold time and serial number there. */
const sampleBytes = 65_536;

/**
 * A file of the browser, or a blob of Node. With a `handle` (from drag and drop or a picker) the file itself is not kept a second
 * time while it waits.
 */
export function blobSource(
  blob: Blob,
  options: { readonly name?: string | undefined; readonly handle?: FileHandle | undefined } = {},
): FileSource {
  const name = options.name ?? (blob instanceof File ? blob.name : 'photo');
  const modifiedAt = blob instanceof File ? blob.lastModified : 0;
  const read = async (start: number, end: number) => {
    try {
      return new Uint8Array(await blob.slice(start, end).arrayBuffer());
    } catch (error) {
      // The browser refuses a file that was changed or removed since it was picked.
      throw ForecourtError.from(error, 'FILE_NOT_READABLE', `${name} cannot be read any more`);
    }
  };
  return {
    name,
    bytes: blob.size,
    type: blob.type,
    blob,
    read,
    async version() {
      return `${blob.size}-${modifiedAt}-${await crc32(await read(0, Math.min(sampleBytes, blob.size)))}`;
    },
    kept: options.handle ? { kind: 'handle', handle: options.handle } : { kind: 'blob', blob },
  };
}

/** A file behind a handle, as it is now. @throws FILE_NOT_READABLE if the browser wants to be asked again, or it is gone */
export async function handleSource(handle: FileHandle): Promise<FileSource> {
  try {
    return blobSource(await handle.getFile(), { handle });
  } catch (error) {
    throw ForecourtError.from(error, 'FILE_NOT_READABLE', `${handle.name} cannot be read without picking it again`);
  }
}

/** The same file out of memory, as it was when `bytes` were read: it cannot change any more. */
export function heldSource(file: FileSource, bytes: Uint8Array, version: string): FileSource {
  return { ...file, read: async (start, end) => bytes.subarray(start, end), version: async () => version };
}
