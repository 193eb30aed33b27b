import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ForecourtError } from '@forecourt/errors';
import { readHeifColour } from '../inspect/heif.ts';
import type { Inspection } from '../inspect/info.ts';
import { dependencyMissing } from '../sharp.ts';
import type { HeicJob, HeicReply } from './heic-job.ts';
import { rawTiffHeaderBytes, writeRawTiffHeader } from './raw-tiff.ts';

const require = createRequire(import.meta.url);
const packageName = 'heic-decode';

/** Pixels as libheif gives them: upright, in the file's own colours. */
export interface HeicPixels {
  /** The pixels alone; or, where the file has a colour profile, a TIFF of both, still to be converted. */
  readonly bytes: Uint8Array;
  readonly converted: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 3 | 4;
}

/**
 * Decodes HEIC in a thread of its own, since libheif blocks and cannot be interrupted: the thread is ended at the deadline, on abort,
 * and when it is done.
 *
 * @param signal Fires at the deadline and on abort.
 * @throws ForecourtError `DEPENDENCY_MISSING`, `NOT_DECODABLE`, `DECODE_TIMEOUT`, `OUT_OF_MEMORY`, `ABORTED`
 */
export async function decodeHeic(file: Uint8Array, inspection: Inspection, signal: AbortSignal): Promise<HeicPixels> {
  const { profile } = readHeifColour(file);
  const channels = inspection.hasAlpha ? 4 : 3;
  const headerBytes = profile ? rawTiffHeaderBytes(profile) : 0;
  const job: HeicJob = {
    modulePath: findModule(),
    file,
    widthPx: inspection.storedWidthPx,
    heightPx: inspection.storedHeightPx,
    channels,
    headerBytes,
  };
  const { bytes, widthPx, heightPx } = await runInThread(job, signal);
  if (profile) writeRawTiffHeader(bytes, { widthPx, heightPx, channels, profile });
  return { bytes, converted: profile === undefined, widthPx, heightPx, channels };
}

function findModule(): string {
  try {
    return require.resolve(packageName);
  } catch (error) {
    throw dependencyMissing(packageName, error);
  }
}

async function runInThread(job: HeicJob, signal: AbortSignal): Promise<Extract<HeicReply, { kind: 'done' }>> {
  // libheif prints what it dislikes; a library does not print.
  const worker = new Worker(workerUrl(), { workerData: job, name: 'forecourt-heic', stdout: true, stderr: true });
  try {
    const reply = await new Promise<HeicReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the decoder ended with code ${code}`)));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    if (reply.kind === 'done') return reply;
    if (reply.stage === 'load') throw dependencyMissing(packageName, reply.message);
    throw notDecodable(reply.message);
  } catch (error) {
    if (ForecourtError.is(error)) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      throw new ForecourtError('OUT_OF_MEMORY', 'There was not enough memory to decode this HEIC picture.', { cause: error });
    }
    throw notDecodable(error instanceof Error ? error.message : String(error), error);
  } finally {
    await worker.terminate();
  }
}

function notDecodable(why: string, cause?: unknown): ForecourtError {
  return new ForecourtError('NOT_DECODABLE', 'This HEIC picture is damaged and cannot be decoded.', { details: { why }, cause });
}

/** By the package's own name, so that it is found from the sources and from a bundle's chunk alike. */
function workerUrl(): URL {
  return pathToFileURL(require.resolve('@forecourt/sdk/imaging/heic-worker'));
}
