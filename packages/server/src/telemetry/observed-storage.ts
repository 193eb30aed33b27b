import { ForecourtError } from '@forecourt/errors';
import type { Storage } from '../storage/index.ts';
import type { Metrics } from './metrics.ts';
import { inSpan } from './spans.ts';

/** The same storage, where keeping and opening files are spans and are timed. */
export function observedStorage(storage: Storage, metrics: Metrics): Storage {
  async function timed<T>(operation: 'put' | 'read', work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let result = 'ok';
    try {
      return await inSpan(`storage ${operation}`, work);
    } catch (error) {
      result = ForecourtError.from(error).code;
      throw error;
    } finally {
      metrics.observe('storageOperation', { operation, result }, (performance.now() - startedAt) / 1000);
    }
  }
  return {
    ...storage,
    put: (file, options) => timed('put', () => storage.put(file, options)),
    read: (sha256, range) => timed('read', () => storage.read(sha256, range)),
  };
}
