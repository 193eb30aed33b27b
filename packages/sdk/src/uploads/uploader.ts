import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import { systemClock } from '../clock/clock.ts';
import { createThrottle } from '../clock/throttle.ts';
import { type Angle, angleSchema, idSchema, type RemovalOptions, removalOptionsSchema } from '../contract/index.ts';
import { blobSource, type FileHandle, type FileSource } from './file-source.ts';
import { createHeldMemory } from './held-memory.ts';
import { indexedDbStorage } from './indexed-db.ts';
import { chunkFor, createPace } from './pace.ts';
import type { UploadClient, UploaderParts } from './parts.ts';
import { defaultRetry } from './retry.ts';
import { createSlots } from './slots.ts';
import { isSettled } from './state.ts';
import type { KeptUpload, UploadStorage } from './storage.ts';
import { createUpload, type Upload } from './upload.ts';
import { createWire } from './wire.ts';

const object = <T>(what: string) => z.custom<T>((value) => typeof value === 'object' && value !== null, what);

const uploaderOptionsSchema = z.strictObject({
  /** From `createClient` of `@forecourt/sdk/client`: where to, and who is asking. */
  client: object<UploadClient>('must be a client from createClient'),
  /** Files on their way at once. */
  parallel: z.int().min(1).max(20).default(3),
  /** Bytes of a chunk, which is what a cut of the connection costs at most. By default they grow with the speed, from 256 KB to 32 MB. */
  chunkBytes: z.int().min(1).optional(),
  /** All files together travel no faster, measured over some seconds; as fast as they can where left out. */
  bytesPerSecond: z.int().min(1000).optional(),
  /** Where uploads are kept for after a restart; null for nowhere. By default IndexedDB where there is one. */
  storage: object<UploadStorage>('must be a storage').nullable().optional(),
});
export type UploaderOptions = z.input<typeof uploaderOptionsSchema>;

const addOptionsSchema = z.strictObject({
  vehicleId: idSchema,
  angle: angleSchema.nullable().optional(),
  options: removalOptionsSchema.nullable().optional(),
  /** Instead of the file's own name. */
  name: z.string().min(1).optional(),
  /** The browser's handle to the file, where there is one: then the picture itself is not kept a second time. */
  handle: object<FileHandle>('must be a FileSystemFileHandle').optional(),
  /** Cancels it. */
  signal: z.instanceof(AbortSignal).optional(),
});

export interface AddOptions {
  readonly vehicleId: string;
  readonly angle?: Angle | null | undefined;
  readonly options?: RemovalOptions | null | undefined;
  readonly name?: string | undefined;
  readonly handle?: FileHandle | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sends files to one Forecourt server. See {@link createUploader}. */
export interface Uploader extends AsyncDisposable {
  /** Takes a file: a `File` or `Blob`, or in Node what `fileSource(path)` gives. It is sent when its turn comes. */
  add(file: Blob | FileSource, options: AddOptions): Upload;
  /** All of this uploader, in the order of adding: a new array after every change of the list. */
  readonly uploads: readonly Upload[];
  /** Calls `listener` after every change of the list or of one upload; gives the way to stop that. */
  subscribe(listener: () => void): () => void;
  /** Takes up what was kept when a page was closed or a process ended, and gives those uploads. Call it once at the start. */
  restore(): Promise<readonly Upload[]>;
  /** Takes an upload that is done, failed or cancelled off the list. */
  remove(id: string): void;
  /** Stops sending. What is kept goes on with the next `restore`. */
  close(): Promise<void>;
}

/** A finished upload is remembered for so long, for tabs that wait for it. */
const rememberMs = 3_600_000;

/**
 * Sends photos so that nothing is lost: in chunks that are each checked on arrival, with the SHA-256 of the whole at both ends.
 *
 * What the network or the server interrupts goes on by itself where it was, after at most one chunk sent again. A file that the
 * server has is not sent. In a browser files are kept until they are there: after a closed tab `restore()` goes on without picking
 * them again (as long as the browser keeps its data). One tab at a time sends a file.
 *
 * @example
 * const uploader = createUploader({ client: createClient({ url: 'https://cars.example' }) });
 * const upload = uploader.add(file, { vehicleId, angle: 'front-left' });
 * for await (const { status, sentBytes, totalBytes } of upload) show(status, sentBytes / totalBytes);
 * const photo = await upload.done;
 *
 * @throws INVALID_INPUT for options that cannot be
 */
export function createUploader(options: UploaderOptions): Uploader {
  const { client, parallel, chunkBytes, bytesPerSecond, storage: given } = parse(uploaderOptionsSchema, options, 'createUploader');
  const storage = given === undefined ? (globalThis.indexedDB ? indexedDbStorage() : null) : given;
  let uploads: readonly Upload[] = [];
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const parts: UploaderParts = {
    isOurs: (id) => uploads.some((upload) => upload.id === id),
    ...{ client, storage, changed, retry: defaultRetry, closing: closing.signal },
    ...{
      slots: createSlots(parallel),
      pace: createPace(chunkBytes ?? chunkFor(bytesPerSecond)),
      memory: createHeldMemory(parallel),
      wire: createWire(),
    },
    throttle: createThrottle(bytesPerSecond, systemClock),
  };
  function list(upload: Upload): Upload {
    uploads = [...uploads, upload];
    changed();
    return upload;
  }

  const close = async () => closing.abort(new ForecourtError('ABORTED', 'The uploader was closed.'));

  return {
    add(file, addOptions) {
      const { vehicleId, angle = null, options: removal = null, name, handle, signal } = parse(addOptionsSchema, addOptions, 'add');
      const source = file instanceof Blob ? blobSource(file, { name, handle }) : file;
      const record: KeptUpload = {
        ...{ id: newId(), server: client.url, vehicleId, angle, options: removal, name: name ?? source.name },
        ...{ file: source.kept ?? { kind: 'path', path: '' }, version: null, sha256: null, uploadUrl: null, photoId: null },
        addedAt: Date.now(),
      };
      const isKept = storage !== null && source.kept !== undefined;
      // A browser that refuses to keep it (private window, full disk) sends it all the same.
      if (isKept) storage.put(record).catch(() => undefined);
      const upload = createUpload(parts, { record, source, isKept, isRestored: false });
      signal?.addEventListener('abort', () => void upload.cancel(), { once: true });
      if (signal?.aborted) void upload.cancel();
      return list(upload);
    },
    get uploads() {
      return uploads;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async restore() {
      const kept = (await storage?.list()) ?? [];
      const restored: Upload[] = [];
      for (const record of kept) {
        if (record.server !== client.url || uploads.some(({ id }) => id === record.id)) continue;
        if (record.photoId !== null) {
          if (Date.now() - record.addedAt > rememberMs) await storage?.delete(record.id);
          continue;
        }
        // A file that cannot be opened now fails by itself, with the reason.
        const source = await storage?.open(record).catch(() => undefined);
        restored.push(list(createUpload(parts, { record, source, isKept: true, isRestored: true })));
      }
      return restored;
    },
    remove(id) {
      const upload = uploads.find((one) => one.id === id);
      if (upload === undefined || !isSettled(upload.state)) return;
      if (upload.state.status === 'failed') void upload.cancel();
      uploads = uploads.filter((one) => one !== upload);
      changed();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** `crypto.randomUUID` is missing on plain http, where a dealer's own server often is. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ForecourtError('INVALID_INPUT', `${what}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}
