import { silentLogger } from './logger.ts';
import type { JobsContext } from './service.ts';

/** Tells workers that work will come. */
export const comingChannel = 'forecourt_work_coming';

/** Whoever is at the pages says so with every request; workers need to hear it once. */
const quietMs = 30_000;
const announced = new WeakMap<object, number>();

/**
 * Lets workers, wherever they run, get ready for jobs that will come in a moment: somebody opened the pages or began an upload. Cheap,
 * may be called with every request, never throws.
 */
export function announceWork({ database, logger = silentLogger }: Pick<JobsContext, 'database' | 'logger'>): void {
  const now = performance.now();
  if (now - (announced.get(database) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
  announced.set(database, now);
  database.notify(comingChannel, 'soon').catch((error: unknown) => {
    announced.delete(database);
    logger.debug({ err: error }, 'workers could not be told that work will come');
  });
}
