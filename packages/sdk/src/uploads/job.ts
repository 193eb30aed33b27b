import { ForecourtError } from '@forecourt/errors';
import { correlationHeader } from '../client/correlation.ts';
import type { Photo } from '../contract/index.ts';
import { type Chunks, createChunks } from './chunks.ts';
import { type FileSource, heldSource } from './file-source.ts';
import { createSha256, formatReprDigest, isNode } from './hashes.ts';
import type { UploaderParts } from './parts.ts';
import { sendFile } from './send.ts';
import type { KeptUpload } from './storage.ts';
import { createStack } from './wire.ts';

/** Below this a file is hashed before it is sent: one that the server has is then not sent at all. A second of hashing at most. */
const hashFirstBytes = 64_000_000;
const hashStepBytes = 1 << 20;

/**
 * Up to here a file is read once, hashed and sent out of memory: most photos are below. Larger ones are read again when they are sent.
 */
const holdBytes = 1 << 24;

/** What a try tells about itself. */
export interface Tell {
  status(status: 'hashing' | 'sending' | 'finishing'): void;
  sent(bytes: number): void;
  /** The server has more than before. */
  moved(): void;
}

/** The way of one file to the server, as far as one try gets; a later try goes on from there. */
export interface Job {
  readonly record: KeptUpload;
  /** @throws what stopped it, as it came */
  run(signal: AbortSignal, tell: Tell): Promise<Photo>;
  /** Forgets what the server has: the next try starts at the first byte. */
  startAnew(): Promise<void>;
  /** Removes what the server has, as well as it can be done. */
  discard(): Promise<void>;
}

export interface JobSeed {
  readonly record: KeptUpload;
  readonly source: FileSource | undefined;
  /** Whether the storage keeps it. */
  readonly isKept: boolean;
}

export function createJob(parts: UploaderParts, { record: first, source: given, isKept }: JobSeed): Job {
  const { client, storage, wire, pace, memory, throttle } = parts;
  const endpoint = `${client.url}/api/v1/uploads`;
  const withCredentials = client.credentials === 'include';
  let record = first;
  let source = given;
  let chunks: Chunks | undefined;
  let held: { readonly file: FileSource; readonly memory: Uint8Array | undefined } | undefined;

  async function keep(changes: Partial<KeptUpload>): Promise<void> {
    record = { ...record, ...changes };
    // An upload that cannot be kept goes on all the same; it just does not outlive this page.
    if (storage && isKept) await storage.put(record).catch(() => undefined);
  }

  /** Opens the file and makes sure that it is the one of the tries before. */
  async function openFile(): Promise<FileSource> {
    if (source === undefined && storage === null) throw new ForecourtError('FILE_NOT_FOUND', `${record.name} was not kept.`);
    source ??= await storage?.open(record);
    if (source === undefined) throw new ForecourtError('FILE_NOT_FOUND', `${record.name} was not kept.`);
    if (source.bytes === 0) throw new ForecourtError('EMPTY_FILE', `${record.name} is empty.`);
    const version = await source.version();
    if (record.version !== version) {
      letGo();
      // Changed since: what the server has of it is of another file.
      record = { ...record, version, sha256: null, ...(record.version !== null && { uploadUrl: null }) };
      await takeUpEarlier();
    }
    return source;
  }

  /** The same file for the same vehicle, given again after an ended process: what the server has of it is not sent twice. */
  async function takeUpEarlier(): Promise<void> {
    if (record.uploadUrl !== null || record.file.kind !== 'path' || storage === null) return;
    const { id, server, vehicleId, version, file } = record;
    // A storage that cannot be read only costs sending it again.
    const kept = await storage.list().catch(() => []);
    const earlier = kept.find(
      (one) =>
        one.id !== id &&
        !parts.isOurs(one.id) &&
        one.photoId === null &&
        one.uploadUrl !== null &&
        one.server === server &&
        one.vehicleId === vehicleId &&
        one.version === version &&
        one.file.kind === 'path' &&
        one.file.path === file.path,
    );
    if (earlier === undefined) return;
    await keep({ uploadUrl: earlier.uploadUrl, sha256: earlier.sha256 });
    await storage.delete(earlier.id).catch(() => undefined);
  }

  /** Only where nothing is being sent any more: the next file is written over this one. */
  function letGo(): void {
    chunks = undefined;
    if (held?.memory !== undefined) memory.giveBack(held.memory);
    held = undefined;
  }

  async function hashWhole(file: FileSource, signal: AbortSignal): Promise<string> {
    const hash = await createSha256();
    if (file.bytes <= holdBytes) {
      const space = isNode ? memory.borrow(file.bytes) : undefined;
      const bytes = await file.read(0, file.bytes, space);
      await hash.update(bytes);
      // Sent out of memory: what was hashed is what is sent.
      held = { file: heldSource(file, bytes, record.version ?? ''), memory: space };
      return hash.digest();
    }
    for (let at = 0; at < file.bytes; at += hashStepBytes) {
      signal.throwIfAborted();
      await hash.update(await file.read(at, Math.min(at + hashStepBytes, file.bytes)));
    }
    return hash.digest();
  }

  /** The photo, if the server has its file already. */
  async function addKnown(sha256: string, signal: AbortSignal): Promise<Photo | undefined> {
    const { vehicleId, name, angle, options } = record;
    try {
      return await client.photos.add(
        vehicleId,
        { sha256, name: name.slice(0, 255), angle, ...(options && { options }) },
        { signal, correlationId: record.id },
      );
    } catch (error) {
      if (ForecourtError.is(error) && error.code === 'ASSET_UNKNOWN') return undefined;
      throw error;
    }
  }

  function metadata(file: FileSource): Record<string, string> {
    const { vehicleId, name, angle, options, sha256 } = record;
    return {
      vehicleId,
      filename: name,
      ...(file.type && { filetype: file.type }),
      ...(sha256 !== null && { sha256 }),
      ...(angle !== null && { angle }),
      ...(options !== null && { options: JSON.stringify(options) }),
    };
  }

  async function send(file: FileSource, signal: AbortSignal, tell: Tell): Promise<string> {
    chunks ??= createChunks(held?.file ?? file, pace, record.version ?? '', record.sha256 ?? undefined);
    const cut = chunks;
    let kept: Promise<void> | undefined;
    tell.status('sending');
    const answer = await sendFile({
      endpoint,
      uploadUrl: record.uploadUrl,
      bytes: file.bytes,
      metadata: metadata(file),
      // Sending this file is one thing that somebody did, over however many requests and tries.
      headers: { ...(await client.headers()), [correlationHeader]: record.id },
      chunks: {
        ...cut,
        async at(start) {
          // Nobody who is killed now sends more than the first chunk again: by then it is kept where the upload is.
          if (start > 0) await kept;
          const chunk = await cut.at(start);
          await throttle.pass(chunk.size, signal);
          return chunk;
        },
      },
      atOnce: pace.chunkBytes() >= file.bytes,
      signal,
      httpStack: createStack({
        wire,
        withCredentials,
        signal,
        chunkTook(bytes, ms) {
          pace.chunkTook(bytes, ms);
          tell.moved();
        },
      }),
      onUrl(url) {
        if (url !== record.uploadUrl) kept = keep({ uploadUrl: url });
      },
      onProgress(bytes) {
        tell.sent(bytes);
        if (bytes === file.bytes) tell.status('finishing');
      },
    });
    const sha256 = cut.sha256() ?? (await hashWhole(file, signal));
    if (answer.getHeader('Repr-Digest') !== formatReprDigest(sha256)) {
      throw new ForecourtError('HASH_MISMATCH', `The server does not have ${file.name} as it is here.`);
    }
    const photoId = answer.getHeader('Forecourt-Photo-Id');
    if (photoId === undefined) throw new ForecourtError('NOT_FOUND', `The photo that ${file.name} became was removed meanwhile.`);
    return photoId;
  }

  return {
    get record() {
      return record;
    },
    async run(signal, tell) {
      if (record.photoId !== null) return client.photos.get(record.photoId, { signal });
      const file = await openFile();
      if (record.sha256 === null && file.bytes <= hashFirstBytes) {
        tell.status('hashing');
        record = { ...record, sha256: await hashWhole(file, signal) };
      }
      if (record.sha256 !== null && record.uploadUrl === null) {
        const known = await addKnown(record.sha256, signal);
        if (known !== undefined) return known;
      }
      const photoId = await send(file, signal, tell);
      tell.status('finishing');
      letGo();
      await keep({ photoId });
      return client.photos.get(photoId, { signal });
    },
    async startAnew() {
      letGo();
      await this.discard();
      await keep({ uploadUrl: null, sha256: null, version: null });
    },
    async discard() {
      const url = record.uploadUrl;
      if (url === null) return;
      const headers = { ...(await client.headers()), 'Tus-Resumable': '1.0.0' };
      const signal = AbortSignal.timeout(10_000);
      // What cannot be removed now expires on the server by itself.
      await wire({ method: 'DELETE', url, headers, body: null, withCredentials, onProgress: () => undefined, signal }).catch(
        () => undefined,
      );
    },
  };
}
