import { createHash } from 'node:crypto';
import type { HostJobWish } from '../../contract/index.ts';

/**
 * The name of a job, made of all that its result comes from: the photo, what is done with it, by which version of which script. So whoever asks
 * for the same gets the same job, also after a crash of the asking side, and on another host.
 */
export function jobKeyOf({ operation, inputs, parameters = {}, script }: HostJobWish): string {
  const sorted = Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const whole = JSON.stringify([operation, inputs.map(({ sha256 }) => sha256), sorted, script?.sha256 ?? null]);
  return `cutout-${createHash('sha256').update(whole).digest('hex')}`;
}
