import { AsyncLocalStorage } from 'node:async_hooks';
import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import { hostFileSchema } from '@forecourt/sdk/contract';
import { agentPaths } from '@forecourt/sdk/remote';
import { DataStore, type Locker, Server, Upload } from '@tus/server';
import type { FileRecords, FileRow } from '../../journal/files.ts';
import { parseChunkChecksum } from './chunk-checksum.ts';
import type { FileLocks } from './file-locks.ts';
import type { FileStore } from './file-store.ts';
import { receiveChunk } from './receive-chunk.ts';

export interface ReceiverParts {
  readonly store: FileStore;
  readonly records: FileRecords;
  readonly locks: FileLocks;
  readonly now: () => number;
  /** Whether so many bytes more may come. @throws DISK_FULL */
  readonly checkSpace: (bytes: number) => Promise<void>;
  readonly maxBytes: number;
}

/** A request for a file as far as it matters here. */
export interface FileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Readable;
}

interface Exchange {
  readonly request: FileRequest;
  readonly stop: AbortController;
  row?: FileRow;
  failure?: ForecourtError;
}

/** Receives files by tus 1.0.0 with creation, checksum and termination. The name of a file is its SHA-256, given in its metadata. */
export interface Receiver {
  answer(request: FileRequest): Promise<{ readonly status: number; readonly headers: Headers }>;
  /** Ends what is being received, for an agent that stops: it goes on later. */
  stop(): void;
}

/** What the tus server means by its status codes (@tus/utils `ERRORS`). */
const codes: Readonly<Record<number, ErrorCode>> = { 404: 'FILE_NOT_FOUND', 409: 'UPLOAD_OFFSET_MISMATCH', 413: 'FILE_TOO_LARGE' };

/** Whoever holds a file while another request wants it may go on for a moment: perhaps the chunk is nearly there. */
const drainMs = 250;
const lockWaitMs = 5000;
/** More files than a platform sends at a time; a state takes some 300 bytes. */
const mostHashes = 1000;

export function createReceiver(parts: ReceiverParts): Receiver {
  const { store, records, locks, now, checkSpace, maxBytes } = parts;
  const exchanges = new AsyncLocalStorage<Exchange>();
  const underWay = new Set<Exchange>();
  /** Hashes of what was received, so that a file need not be read again at its end. Only a speed-up. */
  const hashes = new Map<string, { readonly offset: number; readonly hash: Hash }>();

  const exchange = () => {
    const found = exchanges.getStore();
    if (found === undefined) throw new ForecourtError('INTERNAL', 'A file was touched outside of a request.');
    return found;
  };

  async function rowOf(sha256: string): Promise<FileRow> {
    const row = records.get(sha256);
    if (row === undefined) throw new ForecourtError('FILE_NOT_FOUND', 'This host does not have this file.');
    if (row.is_whole) return row;
    if (row.offset === row.bytes) {
      await store.finish(row, undefined);
      return { ...row, is_whole: true };
    }
    const status = await stat(store.partOf(sha256)).catch(() => undefined); // nothing of it is there then
    return { ...row, offset: Math.min(row.offset, status?.size ?? 0) };
  }

  const datastore = new DataStore();
  datastore.extensions = ['creation', 'termination', 'checksum'];
  datastore.create = async (upload) => {
    const { id: sha256, size = 0 } = upload;
    const found = records.get(sha256);
    if (found === undefined) {
      const { name } = parseFile({ sha256, bytes: size, name: upload.metadata?.filename || sha256 });
      await checkSpace(size);
      if (size === 0) await writeFile(store.partOf(sha256), '');
      records.create({ sha256, bytes: size, name }, now());
    } else if (found.bytes !== size) {
      throw new ForecourtError('INVALID_INPUT', `This file has ${found.bytes} bytes here, and ${size} are announced.`);
    } else if (found.is_whole) records.touch(sha256, now());
    exchange().row = await rowOf(sha256);
    return upload;
  };
  datastore.getUpload = async (sha256) => {
    const row = await rowOf(sha256);
    exchange().row = row;
    return new Upload({ id: sha256, size: row.bytes, offset: row.offset, metadata: { filename: row.name } });
  };
  datastore.write = async (stream, sha256, offset) => {
    // The body does not come this way: through three streams it would come at half the speed.
    stream.resume();
    const { row, request, stop } = exchange();
    if (row === undefined) throw new ForecourtError('INTERNAL', 'A file was written before it was looked at.');
    if (row.is_whole) return row.bytes;
    const { headers, body } = request;
    const [checksum, length] = [headers.get('upload-checksum'), headers.get('content-length')];
    const whole = offset === 0 ? createHash('sha256') : continueHash(sha256, offset);
    const end = await receiveChunk({
      path: store.partOf(sha256),
      offset,
      body,
      stop: stop.signal,
      limitBytes: row.bytes - offset,
      announcedBytes: length === null ? undefined : Number(length),
      checksum: checksum === null ? undefined : parseChunkChecksum(checksum),
      whole,
    });
    records.advance(sha256, end, now());
    hashes.delete(sha256);
    if (end === row.bytes) await store.finish({ ...row, offset: end }, whole);
    else if (whole !== undefined) remember(sha256, end, whole);
    return end;
  };
  datastore.remove = async (sha256) => {
    if (records.isNeeded(sha256)) throw new ForecourtError('ALREADY_WORKING', 'A job on this host needs this file.');
    hashes.delete(sha256);
    await store.remove(sha256);
  };

  function remember(sha256: string, offset: number, hash: Hash): void {
    const [oldest] = hashes.keys();
    if (hashes.size >= mostHashes && oldest !== undefined) hashes.delete(oldest);
    hashes.set(sha256, { offset, hash });
  }

  /** A copy: the chunk that it will be shown may turn out to be damaged. */
  function continueHash(sha256: string, offset: number): Hash | undefined {
    const known = hashes.get(sha256);
    return known?.offset === offset ? known.hash.copy() : undefined;
  }

  const locker: Locker = {
    newLock(sha256) {
      let release: (() => void) | undefined;
      let draining: NodeJS.Timeout | undefined;
      return {
        async lock() {
          const { stop } = exchange();
          const letGo = () => {
            draining ??= setTimeout(() => stop.abort(), drainMs);
          };
          release = await locks.acquire(sha256, { waitMs: lockWaitMs, letGo });
        },
        async unlock() {
          clearTimeout(draining);
          release?.();
        },
      };
    },
  };

  const tus = new Server({
    path: agentPaths.files,
    datastore,
    locker,
    maxSize: maxBytes,
    allowedOrigins: () => false,
    namingFunction: (_request, metadata) => parseFile({ sha256: metadata?.sha256, bytes: 0, name: 'file' }).sha256,
    generateUrl: (_request, { id }) => agentPaths.file(id),
    getFileIdFromRequest: (_request, last) => (hostFileSchema.shape.sha256.safeParse(last).success ? last : undefined),
    onResponseError: (_request, error) => {
      const failure = failureOf(error);
      exchange().failure = failure;
      return { status_code: failure.status, body: '' };
    },
  });

  async function answer(opened: Exchange) {
    const { method, path, headers } = opened.request;
    // Without its body: the store reads that itself.
    const response = await tus.handleWeb(new Request(new URL(path, 'http://agent'), { method, headers }));
    if (opened.failure !== undefined) throw opened.failure;
    if (response.status >= 400) throw failureOf({ status_code: response.status, body: await response.text() });
    for (const name of ['access-control-allow-origin', 'access-control-expose-headers']) response.headers.delete(name);
    // What is here already need not be sent again: its creation answers where it stands.
    if (method === 'POST' && opened.row !== undefined) response.headers.set('upload-offset', String(opened.row.offset));
    return { status: response.status, headers: response.headers };
  }

  return {
    async answer(request) {
      const opened: Exchange = { request, stop: new AbortController() };
      underWay.add(opened);
      try {
        return await exchanges.run(opened, () => answer(opened));
      } finally {
        underWay.delete(opened);
      }
    },
    stop() {
      for (const { stop } of underWay) stop.abort();
    },
  };
}

function parseFile(given: object) {
  const parsed = hostFileSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.');
  throw new ForecourtError('INVALID_INPUT', `Upload-Metadata does not say what file this is: ${field} is wrong.`, {
    hint: 'Give sha256 in lower-case hexadecimal and filename, each in base64.',
  });
}

/** Our own errors, and the plain objects that the tus server throws. */
function failureOf(error: unknown): ForecourtError {
  if (ForecourtError.is(error)) return error;
  if (typeof error === 'object' && error !== null && 'status_code' in error && typeof error.status_code === 'number') {
    const text = 'body' in error && typeof error.body === 'string' ? error.body.trim() : '';
    return new ForecourtError(codes[error.status_code] ?? 'INVALID_INPUT', text || 'This request for a file cannot be.');
  }
  return ForecourtError.from(error);
}
