import { z } from 'zod';
import { lumaOnWhite } from '../../on-white.ts';
import { defineOperation, type Picture } from '../operation.ts';
import { stretchedLevels } from './levels.ts';
import { equaliseLocally } from './local.ts';

/**
 * Raises the contrast. `stretch` brings the darkest to black and the lightest to white, all over alike; a blank sheet stays as it is. `local` does
 * it place by place, for a drawing that is pale in one corner: `limit` says how strongly at most, `tiles` how finely. Alpha is kept.
 */
export const contrast = defineOperation({
  name: 'contrast',
  schema: z.strictObject({
    method: z.enum(['stretch', 'local']).default('stretch'),
    /** How much of the picture may become plain black, and how much plain white. */
    clipShare: z.number().min(0).max(0.2).default(0.005),
    limit: z.number().min(1).max(10).default(2),
    tiles: z.int().min(1).max(32).default(8),
  }),
  apply(picture, { method, clipShare, limit, tiles }) {
    const luma = lumaOnWhite(picture);
    if (method === 'local') return shifted(picture, luma, equaliseLocally(luma, picture.widthPx, picture.heightPx, tiles, limit));
    const levels = stretchedLevels(luma, visibleOf(picture), clipShare);
    return levels ? mapped(picture, levels) : picture;
  },
});

function visibleOf({ data, channels }: Picture): Uint8Array | undefined {
  if (channels === 3) return undefined;
  const visible = new Uint8Array(data.length / 4);
  for (let pixel = 0; pixel < visible.length; pixel++) visible[pixel] = (data[4 * pixel + 3] ?? 0) > 0 ? 1 : 0;
  return visible;
}

function mapped(picture: Picture, levels: Uint8Array): Picture {
  const { channels } = picture;
  const data = picture.data.slice();
  for (let at = 0; at < data.length; at += channels) {
    if (channels === 4 && data[at + 3] === 0) continue;
    for (let channel = 0; channel < 3; channel++) data[at + channel] = levels[data[at + channel] ?? 0] ?? 0;
  }
  return { ...picture, data };
}

/** Adds to each colour what its luma gained: hue and saturation stay about as they are. */
function shifted(picture: Picture, before: Uint8Array, after: Uint8Array): Picture {
  const { channels } = picture;
  const data = picture.data.slice();
  for (let pixel = 0, at = 0; pixel < before.length; pixel++, at += channels) {
    if (channels === 4 && data[at + 3] === 0) continue;
    const gain = (after[pixel] ?? 0) - (before[pixel] ?? 0);
    for (let channel = 0; channel < 3; channel++) data[at + channel] = Math.min(255, Math.max(0, (data[at + channel] ?? 0) + gain));
  }
  return { ...picture, data };
}
