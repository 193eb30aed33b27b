import { AsyncLocalStorage } from 'node:async_hooks';
import { ForecourtError } from '@forecourt/errors';
import { type Body, bodyOf } from './body.ts';
import { type ExpectedChecksum, parseChecksum } from './checksum.ts';
import { parseReprDigest } from './repr-digest.ts';
import type { NewUpload, UploadRow } from './rows.ts';

/** Who is asking, as far as uploads care. */
export interface UploadCaller {
  readonly dealershipId: string;
  readonly personId?: string | null | undefined;
  readonly keyId?: string | null | undefined;
}

/** One request while it is answered. The tus server hands its data store names and numbers only; here is the rest. */
export interface Exchange {
  readonly caller: UploadCaller;
  /** Names what somebody did; goes on to the photo's job. */
  readonly correlationId: string | null;
  readonly body: Body;
  readonly checksum: ExpectedChecksum | undefined;
  readonly announcedBytes: number | undefined;
  /** Whether the body is a chunk: creating an upload may bring one along. */
  readonly hasChunk: boolean;
  /** SHA-256 of the whole, where this request names it. */
  readonly sha256: string | undefined;
  /** The upload, once it was read under its lock, and where its file ends. */
  row?: UploadRow;
  /** An upload that comes whole with its creation gets its row when it is there: one statement instead of three. */
  unrecorded?: NewUpload;
  /** Set when this request made the upload. */
  createdId?: string;
  failure?: ForecourtError;
}

const current = new AsyncLocalStorage<Exchange>();

/** @throws INVALID_INPUT for headers that cannot be */
export function openExchange(request: Request, caller: UploadCaller, correlationId: string | undefined): Exchange {
  const checksum = request.headers.get('upload-checksum');
  const digest = request.headers.get('repr-digest');
  const length = request.headers.get('content-length');
  return {
    caller,
    correlationId: correlationId ?? null,
    body: bodyOf(request),
    checksum: checksum === null ? undefined : parseChecksum(checksum),
    hasChunk: request.headers.get('content-type') === 'application/offset+octet-stream',
    announcedBytes: length === null ? undefined : Number(length),
    sha256: digest === null ? undefined : parseReprDigest(digest),
  };
}

export function during<T>(exchange: Exchange, work: () => Promise<T>): Promise<T> {
  return current.run(exchange, work);
}

export function currentExchange(): Exchange {
  const exchange = current.getStore();
  if (exchange === undefined) throw new ForecourtError('INTERNAL', 'An upload was touched outside of a request.');
  return exchange;
}
