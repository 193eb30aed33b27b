import { createHash, type Hash } from 'node:crypto';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import { createThrottle, type Throttle } from '../../clock/throttle.ts';
import type { HostFile } from '../../contract/index.ts';
import type { TransferOptions, TransferTarget } from '../host.ts';
import type { Patience } from '../pool/patience.ts';
import type { RoadPool } from '../pool/pool.ts';
import { type HostAnswer, isRoadTrouble, type Requests } from '../pool/requests.ts';
import { agentPaths } from '../protocol/paths.ts';
import { createTransferTeller, type TransferTeller } from './progress.ts';
import { watched } from './watched.ts';

export interface ReceiveParts {
  readonly requests: Requests;
  readonly pool: () => RoadPool;
  readonly patience: Patience;
  readonly clock: Clock;
}

/** A whole file whose hash is wrong is fetched once more from its beginning; twice is no accident. */
const mostWrong = 2;

interface Received {
  bytes: number;
  hash: Hash;
}

/**
 * Fetches a file by its hash, from where the target stands. An answer that ends too early is never taken for the whole.
 *
 * @throws FILE_NOT_FOUND, HASH_MISMATCH, HOST_UNREACHABLE, ABORTED, and what the target throws
 */
export async function receiveFile(file: HostFile, target: TransferTarget, options: TransferOptions, parts: ReceiveParts): Promise<void> {
  const { signal, onProgress, bytesPerSecond, patienceMs } = options;
  const teller = createTransferTeller(file.bytes, parts.clock, onProgress);
  const throttle = createThrottle(bytesPerSecond, parts.clock);
  const attempts = parts.patience.begin(signal, patienceMs);
  let received = await standing(file, target);
  for (let wrong = 0; ; ) {
    throwIfAborted(signal);
    try {
      if (received.bytes < file.bytes) {
        const before = received.bytes;
        try {
          await receiveRest(file, target, received, { ...parts, teller, throttle, signal });
        } finally {
          // An answer that broke off brought something too.
          if (received.bytes > before) attempts.moved();
        }
      }
      const found = received.hash.digest('hex');
      if (found === file.sha256) return await target.done();
      await target.reset();
      received = { bytes: 0, hash: createHash('sha256') };
      if (++wrong < mostWrong) continue;
      throw new ForecourtError('HASH_MISMATCH', `What came of ${file.name} does not have its SHA-256.`, {
        hint: 'Run the job again. If it stays so, have the memory and the disk of the host checked.',
        details: { sha256: file.sha256, found },
      });
    } catch (error) {
      const failure = ForecourtError.from(error);
      await attempts.failed(failure, ({ code }) => code === 'TRANSFER_INCOMPLETE');
      teller.resumed();
    }
  }
}

/** What is there already, hashed. More than the file has is not of this file. */
async function standing(file: HostFile, target: TransferTarget): Promise<Received> {
  const hash = createHash('sha256');
  const offset = await target.offset();
  if (offset > 0 && offset <= file.bytes && target.content) {
    let bytes = 0;
    for await (const piece of target.content()) {
      hash.update(piece);
      bytes += piece.byteLength;
    }
    if (bytes === offset) return { bytes, hash };
  }
  if (offset > 0) await target.reset();
  return { bytes: 0, hash: createHash('sha256') };
}

interface Receiving extends ReceiveParts {
  readonly teller: TransferTeller;
  readonly throttle: Throttle;
  readonly signal: AbortSignal | undefined;
}

async function receiveRest(file: HostFile, target: TransferTarget, received: Received, receiving: Receiving): Promise<void> {
  const { requests, pool, clock, teller, throttle, signal } = receiving;
  const from = received.bytes;
  const headers = from > 0 ? { range: `bytes=${from}-` } : {};
  const answer = await requests.exchange({ method: 'GET', path: agentPaths.file(file.sha256), headers, signal });
  try {
    checkHead(answer, from, file);
    for await (const piece of watched(answer, { clock, signal, onStall: () => pool().doubt(answer.by, { isBusy: false }) })) {
      if (received.bytes + piece.byteLength > file.bytes) throw new ForecourtError('ANSWER_INVALID', `More came than ${file.name} has.`);
      await throttle.pass(piece.byteLength, signal);
      await target.write(piece);
      received.hash.update(piece);
      received.bytes += piece.byteLength;
      teller.moved(received.bytes, answer.by.kind);
    }
  } catch (error) {
    if (isRoadTrouble(error)) pool().failed(answer.by, error);
    throw error;
  } finally {
    answer.body.destroy();
  }
  if (received.bytes < file.bytes) {
    throw new ForecourtError('TRANSFER_INCOMPLETE', `${file.name} ended after ${received.bytes} of ${file.bytes} bytes.`);
  }
}

function checkHead({ status, headers }: HostAnswer, from: number, file: HostFile): void {
  const range = headers['content-range'];
  const isRight = from === 0 ? status === 200 : status === 206 && range === `bytes ${from}-${file.bytes - 1}/${file.bytes}`;
  if (isRight) return;
  throw new ForecourtError(
    'ANSWER_INVALID',
    `The host answered ${status}${range ? ` for ${range}` : ''} where bytes from ${from} were asked for.`,
  );
}
