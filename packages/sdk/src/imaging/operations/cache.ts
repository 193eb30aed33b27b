import { LRUCache } from 'lru-cache';
import type { OperationCache, Picture } from './operation.ts';

/** Goes into every key: raised when an operation gives something else for the same picture and options. */
const cacheVersion = 1;

/**
 * A cache in memory that forgets what was not asked for longest.
 *
 * @example
 * const cache = createOperationCache({ bytes: 100_000_000 });
 * const first = await applyOperations(photo, steps, { cache });
 * const again = await applyOperations(photo, steps, { cache }); // the same picture, at once
 */
export function createOperationCache({ bytes = 64_000_000 }: { readonly bytes?: number } = {}): OperationCache {
  const kept = new LRUCache<string, Picture>({ maxSize: bytes, sizeCalculation: ({ data }) => Math.max(1, data.byteLength) });
  return {
    get: (key) => kept.get(key),
    set: (key, picture) => void kept.set(key, picture),
  };
}

/** A key for the result of each step: the pixels that came in, and every step up to it. */
export async function cacheKeys(
  picture: Picture,
  steps: readonly { readonly name: string; readonly options: unknown }[],
): Promise<readonly string[]> {
  let key = await sha256(picture.data);
  key = `${cacheVersion}:${picture.widthPx}:${picture.heightPx}:${picture.channels}:${key}`;
  const keys: string[] = [];
  for (const { name, options } of steps) {
    key = await sha256(new TextEncoder().encode(`${key}\n${name}\n${JSON.stringify(options)}`));
    keys.push(key);
  }
  return keys;
}

/** Node's own module where there is one: WebCrypto copies what it is given, and is missing on plain http. A bundler does not see it. */
async function sha256(bytes: Uint8Array): Promise<string> {
  const builtins = globalThis.process?.getBuiltinModule;
  if (builtins) return builtins('node:crypto').createHash('sha256').update(bytes).digest('hex');
  const { sha256: hash } = await import('hash-wasm');
  return hash(bytes);
}
