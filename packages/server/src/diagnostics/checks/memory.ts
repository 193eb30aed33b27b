import { freemem, totalmem } from 'node:os';
import { type Check, ok, warning } from '../check.ts';

/** A loaded model takes some 500 MB (notes on the engine), a photo of 12 MP under way 200 more. */
const leastFreeBytes = 700_000_000;

export const memory: Check = {
  name: 'memory',
  title: 'Memory',
  async run({ isWorking }) {
    // A container may have less than its machine.
    const limit = process.constrainedMemory();
    const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
    const free = Math.min(process.availableMemory(), Math.max(freemem(), process.availableMemory()));
    const own = process.memoryUsage().rss;
    const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    const text = `${mb(free)} of ${mb(total)} are free; this process has ${mb(own)}`;
    if (isWorking && free < leastFreeBytes) {
      return warning(
        `Only ${text}.`,
        'Close other programs, give the machine more memory, or let `forecourt worker` make the cutouts elsewhere.',
      );
    }
    return ok(`${text}.`);
  },
};
