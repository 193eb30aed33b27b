import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { readError, writeError } from '@forecourt/sdk/files';

export interface Part {
  readonly bytes: number;
  readonly sha256: string;
}

export interface PartWriter {
  write(lines: readonly string[]): Promise<void>;
  /** Brings it to the disk. */
  end(): Promise<Part>;
}

/** Writes a file of lines, and hashes it on the way. @throws DISK_FULL, OUTPUT_NOT_WRITABLE */
export async function writePart(path: string): Promise<PartWriter> {
  const failed = (error: unknown): never => {
    throw writeError(error, path);
  };
  const file = await open(path, 'w').catch(failed);
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async write(lines) {
      const data = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      hash.update(data);
      bytes += data.byteLength;
      await file.writeFile(data).catch(async (error: unknown) => {
        await file.close();
        failed(error);
      });
    },
    async end() {
      try {
        await file.sync();
      } catch (error) {
        failed(error);
      } finally {
        await file.close();
      }
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}

/** @throws BACKUP_INVALID unless the file is, byte for byte, the one that was written */
export async function verifyPart(path: string, part: Part, signal?: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path)) {
      throwIfAborted(signal);
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (error) {
    const known = ForecourtError.is(error) ? error : readError(error, path);
    throw known.code === 'FILE_NOT_FOUND' ? new ForecourtError('BACKUP_INVALID', `${path} is missing.`, { cause: error }) : known;
  }
  if (bytes !== part.bytes || hash.digest('hex') !== part.sha256) {
    throw new ForecourtError('BACKUP_INVALID', `${path} is not the file that was written: it was cut or changed.`);
  }
}

const lineBatch = { count: 500, characters: 1_000_000 };

/** The lines of a file, some hundred at a time, and never much more than a megabyte. */
export async function* readLines(path: string): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    batch.push(line);
    characters += line.length;
    if (batch.length < lineBatch.count && characters < lineBatch.characters) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
