import { createHash } from 'node:crypto';
import type { HostFile } from '@forecourt/sdk/contract';
import { agentPaths } from '@forecourt/sdk/remote';
import type { Reply, TestPlatform } from './platform.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Announces a file, by its own hash where no other is wished for. */
export function announce(platform: TestPlatform, bytes: Uint8Array, { sha256 = sha256Of(bytes), name = 'car.jpg' } = {}): Promise<Reply> {
  return platform.ask('POST', agentPaths.files, {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.byteLength),
      'upload-metadata': `sha256 ${base64(sha256)},filename ${base64(name)}`,
    },
  });
}

/** Sends a chunk, with the checksum of `checksum` where that is given. */
export function sendChunk(
  platform: TestPlatform,
  sha256: string,
  { chunk, offset = 0, checksum }: { readonly chunk: Uint8Array; readonly offset?: number; readonly checksum?: Uint8Array },
): Promise<Reply> {
  return platform.ask('PATCH', agentPaths.file(sha256), {
    body: chunk,
    headers: {
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
      ...(checksum !== undefined && { 'upload-checksum': `sha256 ${createHash('sha256').update(checksum).digest('base64')}` }),
    },
  });
}

/** Sends a whole file. */
export async function sendWhole(platform: TestPlatform, bytes: Uint8Array, name = 'car.jpg'): Promise<HostFile> {
  const sha256 = sha256Of(bytes);
  await announce(platform, bytes, { name });
  const { status, json } = await sendChunk(platform, sha256, { chunk: bytes });
  if (status !== 204) throw new Error(`the file was not taken: ${JSON.stringify(json)}`);
  return { sha256, bytes: bytes.byteLength, name };
}
