import { createHash } from 'node:crypto';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import { createThrottle } from '../../clock/throttle.ts';
import type { HostFile, RoadKind } from '../../contract/index.ts';
import { createPace } from '../../uploads/pace.ts';
import type { TransferOptions, TransferSource } from '../host.ts';
import type { Patience } from '../pool/patience.ts';
import type { Requests } from '../pool/requests.ts';
import { agentPaths } from '../protocol/paths.ts';
import { piecesOf } from './pieces.ts';
import { createTransferTeller } from './progress.ts';

const tus = { 'tus-resumable': '1.0.0' } as const;
/** What is lost at most when a road breaks, and what is held in memory. */
const chunkBytes = 16 << 20;
/** A chunk that arrives damaged so often in a row is the machine's fault and not the network's. */
const mostDamaged = 5;
/** For a chunk on a slow line: 16 MiB at 100 KiB/s, and the disk's time. */
const chunkLimitMs = 180_000;

export interface SendParts {
  readonly requests: Requests;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly chunkBytes?: number | undefined;
}

/**
 * Sends a file by tus (1.0.0, with creation and checksum), named by its hash. Each chunk says its own SHA-256; where one fails, the host is
 * asked where it stands, over whichever road works then.
 *
 * @throws HASH_MISMATCH where the source is not what its hash says, DISK_FULL, FILE_TOO_LARGE, CHECKSUM_MISMATCH, HOST_UNREACHABLE, ABORTED
 */
export async function sendFile(source: TransferSource, options: TransferOptions, parts: SendParts): Promise<HostFile> {
  const { signal, onProgress, bytesPerSecond, patienceMs } = options;
  const { requests, clock } = parts;
  const { sha256, bytes, name } = source;
  const file: HostFile = { sha256, bytes, name };
  const teller = createTransferTeller(bytes, clock, onProgress);
  const throttle = createThrottle(bytesPerSecond, clock);
  const pace = createPace();
  const most = Math.min(parts.chunkBytes ?? chunkBytes, throttle.mostAtOnce);
  const attempts = parts.patience.begin(signal, patienceMs);
  let damaged = 0;

  const whereItStands = async (): Promise<{ offset: number; road: RoadKind }> => {
    const metadata = `sha256 ${base64(sha256)},filename ${base64(name)}`;
    const headers = { ...tus, 'upload-length': String(bytes), 'upload-metadata': metadata };
    const { body, headers: answered, by } = await requests.exchange({ method: 'POST', path: agentPaths.files, headers, signal });
    body.resume();
    return { offset: offsetIn(answered, bytes), road: by.kind };
  };

  const sendChunk = async (chunk: Uint8Array, offset: number): Promise<{ offset: number; road: RoadKind }> => {
    const headers = {
      ...{ ...tus, 'content-type': 'application/offset+octet-stream', 'content-length': String(chunk.byteLength) },
      ...{ 'upload-offset': String(offset), 'upload-checksum': `sha256 ${createHash('sha256').update(chunk).digest('base64')}` },
    };
    const request = {
      method: 'PATCH',
      path: agentPaths.file(sha256),
      headers,
      body: chunk,
      signal,
      limitMs: chunkLimitMs,
      tries: 1,
    } as const;
    const startedAt = performance.now();
    const { body, headers: answered, by } = await requests.exchange(request);
    body.resume();
    pace.chunkTook(chunk.byteLength, performance.now() - startedAt);
    return { offset: offsetIn(answered, bytes), road: by.kind };
  };

  for (;;) {
    throwIfAborted(signal);
    try {
      let { offset, road } = await whereItStands();
      teller.moved(offset, road);
      await using pieces = piecesOf(source.read(offset));
      while (offset < bytes) {
        const chunk = await pieces.next(Math.min(most, pace.chunkBytes(), bytes - offset));
        if (chunk.byteLength === 0) throw new ForecourtError('HASH_MISMATCH', `${name} ended after ${offset} of ${bytes} bytes.`);
        await throttle.pass(chunk.byteLength, signal);
        const sent = await sendChunk(chunk, offset);
        // What the host says counts: where it took less, the rest is read anew.
        if (sent.offset !== offset + chunk.byteLength) throw new ForecourtError('UPLOAD_OFFSET_MISMATCH', 'The host took a part of it.');
        ({ offset, road } = sent);
        teller.moved(offset, road);
        attempts.succeeded();
        damaged = 0;
      }
      return file;
    } catch (error) {
      const failure = ForecourtError.from(error);
      if (failure.code === 'CHECKSUM_MISMATCH' && ++damaged >= mostDamaged) throw failure;
      await attempts.failed(failure, isPassing);
      teller.resumed();
    }
  }
}

/** What another look at where the file stands mends. */
function isPassing({ code }: ForecourtError): boolean {
  return ['CHECKSUM_MISMATCH', 'UPLOAD_OFFSET_MISMATCH', 'UPLOAD_LOCKED', 'TRANSFER_INCOMPLETE', 'FILE_NOT_FOUND'].includes(code);
}

function offsetIn(headers: Readonly<Record<string, string>>, bytes: number): number {
  const { 'upload-offset': text = '' } = headers;
  const offset = Number(text);
  if (/^\d+$/.test(text) && offset <= bytes) return offset;
  throw new ForecourtError('ANSWER_INVALID', 'The host did not say how much of the file it has.', { details: { offset: text } });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
