import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ForecourtError } from '@forecourt/errors';
import { writeError } from '@forecourt/sdk/files';
import type { Body } from './body.ts';
import type { ExpectedChecksum } from './checksum.ts';

/** Pieces of 64 KB come from the network; written one by one, the calls cost more than the copying. */
const batchBytes = 1 << 20;
/** How much of a chunk without checksum may be lost when the process is killed. */
const unverifiedBytes = 8 << 20;

/** Nothing came for so long: its sender is gone. Mobile networks drop silent connections sooner than that. */
const stillMs = 60_000;

export interface Reception {
  readonly path: string;
  /** Bytes of the file that hold. What lies behind them is left from a chunk that did not make it. */
  readonly offset: number;
  readonly body: Body;
  /** The most that may come. */
  readonly limitBytes: number;
  /** How many the sender announced, where it did. */
  readonly announcedBytes: number | undefined;
  readonly checksum: ExpectedChecksum | undefined;
  /** Grows with every byte that is written. */
  readonly hash: Hash | undefined;
  /** Without a checksum: called now and then with the offset up to which everything is in the file. */
  readonly kept: (offset: number) => Promise<void>;
}

/**
 * Writes one chunk into the file behind `offset` and says where it ends. With a checksum the chunk counts whole or not at all; without
 * one, what arrived before the connection ended counts.
 *
 * Never resolves before the bytes are in the file: they survive the end of this process, not yet a power cut.
 *
 * @throws CHECKSUM_MISMATCH, FILE_TOO_LARGE, DISK_FULL, OUTPUT_NOT_WRITABLE, STORAGE_FAILED; what the body's `read` rejects with
 */
export async function receiveChunk(given: Reception): Promise<number> {
  const { path, offset, checksum } = given;
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600).catch((error: unknown) => {
    throw writeError(error, path);
  });
  const { body, dispose } = endingWhenStill(given.body);
  const reception = { ...given, body };
  try {
    if ((await file.stat()).size > offset) await file.truncate(offset);
    return await (checksum === undefined ? receiveParts(file, reception) : receiveWhole(file, reception, checksum));
  } finally {
    dispose();
    await file.close();
  }
}

/** A sender that is gone without a word does not hold a connection for ever. */
function endingWhenStill(body: Body): { readonly body: Body; readonly dispose: () => void } {
  const timer = setTimeout(() => body.stop(), stillMs);
  return {
    body: {
      ...body,
      async read() {
        const piece = await body.read();
        timer.refresh();
        return piece;
      },
    },
    dispose: () => clearTimeout(timer),
  };
}

async function receiveWhole(file: FileHandle, reception: Reception, expected: ExpectedChecksum): Promise<number> {
  const { offset, body, limitBytes, announcedBytes, hash, path } = reception;
  const writer = createWriter(file, path, offset);
  const checksum = expected.start();
  let received = 0;
  try {
    for (let piece = await body.read(); piece !== null; piece = await body.read()) {
      received += piece.byteLength;
      if (received > limitBytes) throw tooMuch(limitBytes);
      checksum.update(piece);
      hash?.update(piece);
      const full = writer.add(piece);
      if (full !== undefined) await full;
    }
    if (announcedBytes !== undefined && received < announcedBytes) {
      throw new ForecourtError(
        'UPLOAD_LOCKED',
        'The chunk ended too early: its sender went silent, or another request took the upload over.',
      );
    }
    if (!checksum.digest().equals(expected.digest)) {
      throw new ForecourtError(
        'CHECKSUM_MISMATCH',
        `The chunk of ${received} bytes at ${offset} does not have the ${expected.algorithm} that was sent with it.`,
      );
    }
    return await writer.finish();
  } catch (error) {
    await writer.settle();
    // What stays is cut off before the next chunk anyway; a full disk is glad of it now.
    await file.truncate(offset).catch(() => undefined);
    throw error;
  }
}

async function receiveParts(file: FileHandle, reception: Reception): Promise<number> {
  const { offset, body, limitBytes, hash, path, kept } = reception;
  const writer = createWriter(file, path, offset);
  let received = 0;
  let told = offset;
  try {
    for (let piece = await body.read(); piece !== null; piece = await body.read()) {
      if (received + piece.byteLength > limitBytes) throw tooMuch(limitBytes);
      received += piece.byteLength;
      hash?.update(piece);
      const full = writer.add(piece);
      if (full === undefined) continue;
      await full;
      if (writer.written - told >= unverifiedBytes) {
        told = writer.written;
        await kept(told);
      }
    }
    return await writer.finish();
  } catch (error) {
    const end = await writer.finish().catch(() => writer.written);
    if (end > told) await kept(end);
    throw error;
  }
}

interface Writer {
  /** Where everything before is in the file. */
  readonly written: number;
  /** Takes a piece; gives something to wait for when enough has gathered. */
  add(piece: Uint8Array): Promise<void> | undefined;
  /** Writes the rest and gives the end. */
  finish(): Promise<number>;
  /** Waits for the write under way, however it ends. */
  settle(): Promise<void>;
}

/** Writes batches in order, the next being gathered while the one before is on its way. */
function createWriter(file: FileHandle, path: string, start: number): Writer {
  let written = start;
  let batch: Uint8Array[] = [];
  let gathered = 0;
  let underWay: Promise<void> = Promise.resolve();

  async function write(pieces: Uint8Array[], bytes: number): Promise<void> {
    try {
      const { bytesWritten } = await file.writev(pieces, written);
      if (bytesWritten < bytes) await writeRest(file, pieces, bytesWritten, written);
    } catch (error) {
      throw writeError(error, path);
    }
    written += bytes;
  }

  async function flush(): Promise<void> {
    await underWay;
    if (gathered === 0) return;
    const [pieces, bytes] = [batch, gathered];
    batch = [];
    gathered = 0;
    underWay = write(pieces, bytes);
    // Whoever comes next awaits it; until then its failure is nobody's surprise.
    underWay.catch(() => undefined);
  }

  return {
    get written() {
      return written;
    },
    add(piece) {
      batch.push(piece);
      gathered += piece.byteLength;
      return gathered >= batchBytes ? flush() : undefined;
    },
    async finish() {
      await flush();
      await underWay;
      return written;
    },
    async settle() {
      await underWay.catch(() => undefined);
    },
  };
}

/** A disk that is nearly full takes a part first and says why at the next call. */
async function writeRest(file: FileHandle, pieces: readonly Uint8Array[], done: number, position: number): Promise<void> {
  const rest = Buffer.concat(pieces).subarray(done);
  for (let at = 0; at < rest.byteLength; ) {
    const { bytesWritten } = await file.write(rest, at, rest.byteLength - at, position + done + at);
    at += bytesWritten;
  }
}

function tooMuch(limitBytes: number): ForecourtError {
  return new ForecourtError('FILE_TOO_LARGE', `More bytes came than the ${limitBytes} that were announced.`, {
    hint: 'Start the upload anew with the right Upload-Length.',
  });
}
