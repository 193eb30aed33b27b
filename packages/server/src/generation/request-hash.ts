import { createHash } from 'node:crypto';
import { canonicalJson } from '../database/canonical-json.ts';
import type { Wish } from './choice.ts';

/**
 * Names what is asked for: equal requests have equal names, whoever asks. One that is not to be shared with any other gets a name of its own.
 */
export function requestHash(
  { operation, parameters, provider, model, inputs, mask }: Wish,
  { own }: { readonly own?: string | undefined } = {},
): string {
  const request = { operation, parameters, provider: provider ?? null, model: model ?? null, inputs, mask: mask ?? null };
  const hash = createHash('sha256').update(canonicalJson(request)).digest('hex');
  return own === undefined ? hash : `${hash}${ownMark}${own}`;
}

const ownMark = ':';

/** Whether a request is to be made for itself, whatever else is under way or kept. */
export const isOwn = (hash: string): boolean => hash.includes(ownMark);
