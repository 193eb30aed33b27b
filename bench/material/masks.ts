import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MaskPixels, RgbaPixels } from '../../packages/quality/src/index.ts';
import { encodeImage, openImage } from '../../packages/sdk/src/imaging/index.ts';
import { type Side, startSide } from '../sides/start.ts';
import { cacheFolder } from './cache.ts';
import { readMask } from './sets.ts';

/** Gives the peer's mask of a photo. Its colours are always the photo's own. */
export interface PeerMasks extends AsyncDisposable {
  maskOf(photo: Uint8Array): Promise<MaskPixels>;
}

/**
 * The peer's masks, kept by the hash of the photo: they never change, and take seconds each.
 *
 * The peer drops the EXIF orientation, so it is given the upright picture, without loss.
 */
export function createPeerMasks(signal: AbortSignal): PeerMasks {
  const folder = join(cacheFolder, 'peer-masks');
  let side: Side | undefined;
  return {
    async maskOf(photo) {
      const path = join(folder, `${createHash('sha256').update(photo).digest('hex')}.png`);
      if (existsSync(path)) return readMask(path);
      const upright = (await openImage(photo)).pixels();
      side ??= startSide('peer', signal);
      const mask = alphaOf(await side.ask('pixels', { photo: await encodeImage(upright, { format: 'png' }) }));
      await mkdir(folder, { recursive: true });
      const part = `${path}.${process.pid}.part`;
      await writeFile(part, await encodeImage(mask, { format: 'png' }));
      await rename(part, path);
      return mask;
    },
    async [Symbol.asyncDispose]() {
      await side?.[Symbol.asyncDispose]();
    },
  };
}

export function alphaOf({ data, widthPx, heightPx }: RgbaPixels): MaskPixels {
  const alpha = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < alpha.length; at++) alpha[at] = data[at * 4 + 3] ?? 0;
  return { data: alpha, widthPx, heightPx, channels: 1 };
}
