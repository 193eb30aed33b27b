import { statfs } from 'node:fs/promises';
import { type Check, failed, ok, warning } from '../check.ts';

/** A photo of 64 MB, the most that is taken, with its cutout. */
const leastBytes = 200_000_000;
/** A day of a busy dealership: 500 photos with cutouts of 4 MB together. */
const comfortableBytes = 2_000_000_000;
const comfortableShare = 0.05;

export const disk: Check = {
  name: 'disk',
  title: 'Disk',
  needs: ['data-folder'],
  async run({ dataDir }) {
    const { bavail, blocks, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const size = blocks * bsize;
    const text = `${inWords(free)} of ${inWords(size)} are free at ${dataDir}`;
    const hint = 'Free some space, move old photos, or make the disk larger.';
    if (free < leastBytes) return failed(`Only ${text}: the next photos do not fit.`, hint);
    if (free < comfortableBytes || free < size * comfortableShare) return warning(`Only ${text}.`, hint);
    return ok(`${text}.`);
  },
};

function inWords(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
