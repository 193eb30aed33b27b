import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import { writeError } from '@forecourt/sdk/files';

export interface Chunk {
  readonly path: string;
  /** Where the file ends; what lies behind is left from a chunk that did not make it. */
  readonly offset: number;
  readonly body: Readable;
  /** Fires when somebody else wants the file: then the chunk ends here. */
  readonly stop: AbortSignal;
  readonly limitBytes: number;
  readonly announcedBytes: number | undefined;
  readonly checksum: Buffer | undefined;
  /** Has seen everything before `offset`; sees the rest. */
  readonly whole: Hash | undefined;
}

/** Pieces of 16 to 64 KB come from the network; written one by one, the calls cost more than the copying. */
const batchBytes = 1 << 20;
/** Nothing came for so long: its sender is gone. */
const stillMs = 60_000;

/**
 * Writes a chunk behind `offset`, syncs it and says where it ends. One with a checksum counts whole or not at all; of one without, what
 * arrived counts.
 *
 * @throws CHECKSUM_MISMATCH, FILE_TOO_LARGE, UPLOAD_LOCKED, TRANSFER_INCOMPLETE, DISK_FULL, OUTPUT_NOT_WRITABLE
 */
export async function receiveChunk(chunk: Chunk): Promise<number> {
  const { path, offset, checksum } = chunk;
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600).catch((error: unknown) => {
    throw writeError(error, path);
  });
  try {
    await file.truncate(offset);
    const { end, failure } = await write(file, chunk);
    if (failure !== undefined && (checksum !== undefined || end === offset)) throw failure;
    await file.datasync();
    return end;
  } catch (error) {
    // What stays is cut off before the next chunk anyway; a full disk is glad of it now.
    await file.truncate(offset).catch(() => undefined);
    throw ForecourtError.is(error) ? error : writeError(error, path);
  } finally {
    await file.close();
  }
}

async function write(file: FileHandle, chunk: Chunk): Promise<{ end: number; failure?: ForecourtError }> {
  const { offset, body, stop, limitBytes, announcedBytes, checksum, whole } = chunk;
  const hash = checksum === undefined ? undefined : createHash('sha256');
  let received = 0;
  let batch: Uint8Array[] = [];
  let gathered = 0;
  const flush = async () => {
    if (gathered === 0) return;
    const [pieces, at] = [batch, offset + received - gathered];
    [batch, gathered] = [[], 0];
    await writeAll(file, pieces, at);
  };
  const ended = await readPieces(body, stop, async (piece) => {
    received += piece.byteLength;
    if (received > limitBytes) throw new ForecourtError('FILE_TOO_LARGE', `More bytes came than the ${limitBytes} that are missing.`);
    hash?.update(piece);
    whole?.update(piece);
    batch.push(piece);
    gathered += piece.byteLength;
    if (gathered >= batchBytes) await flush();
  });
  await flush();
  const end = offset + received;
  if (ended === 'stopped') return { end, failure: new ForecourtError('UPLOAD_LOCKED', 'Another request took this file over.') };
  if (ended === 'broken' || (announcedBytes !== undefined && received < announcedBytes)) {
    return { end, failure: new ForecourtError('TRANSFER_INCOMPLETE', `The chunk ended after ${received} bytes.`) };
  }
  if (hash !== undefined && checksum !== undefined && !hash.digest().equals(checksum)) {
    const message = `The chunk of ${received} bytes at ${offset} does not have the SHA-256 that was sent with it.`;
    return { end, failure: new ForecourtError('CHECKSUM_MISMATCH', message) };
  }
  return { end };
}

/** Hands on what comes until it ends, breaks, or somebody else wants the file. The stream is left alive: its request is to be answered. */
async function readPieces(
  body: Readable,
  stop: AbortSignal,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<'whole' | 'broken' | 'stopped'> {
  const pieces: AsyncIterator<unknown> = body.iterator({ destroyOnReturn: false });
  let stopped: () => void = () => undefined;
  const untilStop = new Promise<'stopped'>((resolve) => {
    stopped = () => resolve('stopped');
    stop.addEventListener('abort', stopped, { once: true });
    if (stop.aborted) stopped();
  });
  const still = setTimeout(stopped, stillMs);
  try {
    for (;;) {
      const next = await Promise.race([untilStop, pieces.next().catch(() => 'broken' as const)]);
      if (next === 'stopped' || next === 'broken') return next;
      if (next.done) return 'whole';
      still.refresh();
      if (next.value instanceof Uint8Array) await take(next.value);
    }
  } finally {
    clearTimeout(still);
    stop.removeEventListener('abort', stopped);
  }
}

/** A disk that is nearly full takes a part first and says why at the next call. */
async function writeAll(file: FileHandle, pieces: readonly Uint8Array[], position: number): Promise<void> {
  const { bytesWritten } = await file.writev(pieces, position);
  const all = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  if (bytesWritten === all) return;
  const rest = Buffer.concat(pieces).subarray(bytesWritten);
  for (let at = 0; at < rest.byteLength; ) {
    at += (await file.write(rest, at, rest.byteLength - at, position + bytesWritten + at)).bytesWritten;
  }
}
