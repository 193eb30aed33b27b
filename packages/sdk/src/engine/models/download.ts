import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { makeFolder, moveFile, writeError } from '../../files/index.ts';
import { absent, hashFile } from './store.ts';

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((receivedBytes: number, totalBytes: number) => void) | undefined;
  /** Ends an attempt when no byte arrived for so long. */
  readonly stallMs?: number;
}

/**
 * Downloads a file whose hash and size are known. What has arrived is kept beside it as `.part`, so that the next attempt
 * goes on there; only a file with the right hash ever gets its name.
 *
 * @throws DOWNLOAD_FAILED (retryable) for the network and the server, MODEL_CORRUPT for a wrong hash, DISK_FULL, ABORTED
 */
export async function downloadPinned(
  url: string,
  path: string,
  expected: { sha256: string; bytes: number },
  options: DownloadOptions = {},
): Promise<void> {
  throwIfAborted(options.signal);
  const partial = `${path}.part`;
  await makeFolder(dirname(path));
  const have = (await stat(partial).catch(absent(undefined)))?.size ?? 0;
  if (have < expected.bytes) await receive(url, partial, have, expected.bytes, options);

  let sha256 = await hashFile(partial);
  if (sha256 !== expected.sha256 && have > 0) {
    // The beginning is of an earlier attempt, perhaps from another source: it may be what is wrong.
    await rm(partial);
    await receive(url, partial, 0, expected.bytes, options);
    sha256 = await hashFile(partial);
  }
  if (sha256 !== expected.sha256) {
    await rm(partial);
    throw new ForecourtError('MODEL_CORRUPT', `${url} is not the file that the manifest names.`, {
      hint: 'Ask whoever made the manifest, or use another source. Nothing was kept.',
      details: { expectedSha256: expected.sha256, sha256 },
    });
  }
  await moveFile(partial, path);
}

async function receive(
  url: string,
  partial: string,
  have: number,
  totalBytes: number,
  { signal, onProgress, stallMs = 30_000 }: DownloadOptions,
): Promise<void> {
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), stallMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stall.abort(), stallMs);
  };
  try {
    const response = await fetch(url, {
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
      signal: signal ? AbortSignal.any([signal, stall.signal]) : stall.signal,
    });
    if (!response.ok || !response.body)
      throw new ForecourtError('DOWNLOAD_FAILED', `${url} answered ${response.status}.`, { details: { status: response.status } });
    // A server that does not know ranges sends everything again.
    let received = response.status === 206 ? have : 0;
    const file = await openPartial(partial, received > 0 ? 'a' : 'w');
    try {
      for await (const chunk of response.body) {
        alive();
        received += chunk.byteLength;
        if (received > totalBytes)
          throw new ForecourtError('DOWNLOAD_FAILED', `${url} sends more than the ${totalBytes} bytes that the manifest names.`);
        await file.writeFile(chunk).catch((error: unknown) => {
          throw writeError(error, partial);
        });
        onProgress?.(received, totalBytes);
      }
      await file.sync().catch((error: unknown) => {
        throw writeError(error, partial);
      });
    } finally {
      await file.close();
    }
    if (received < totalBytes) throw new ForecourtError('DOWNLOAD_FAILED', `${url} ended after ${received} of ${totalBytes} bytes.`);
  } catch (error) {
    if (signal?.aborted) throwIfAborted(signal);
    if (stall.signal.aborted) throw new ForecourtError('DOWNLOAD_FAILED', `${url} sent nothing for ${stallMs / 1000} s.`, { cause: error });
    throw ForecourtError.from(error, 'DOWNLOAD_FAILED', `Could not download ${url}`);
  } finally {
    clearTimeout(timer);
  }
}

async function openPartial(path: string, flags: 'a' | 'w'): Promise<FileHandle> {
  try {
    return await open(path, flags);
  } catch (error) {
    throw writeError(error, path);
  }
}
