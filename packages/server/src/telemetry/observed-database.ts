import type { Database } from '../database/index.ts';
import type { Metrics } from './metrics.ts';
import { inSpan } from './spans.ts';

/** The same database, each transaction of which is a span and is timed. */
export function observedDatabase(database: Database, metrics: Metrics): Database {
  return {
    ...database,
    async transaction(work) {
      const startedAt = performance.now();
      let result = 'failed';
      try {
        const value = await inSpan('database transaction', () => database.transaction(work), {
          kind: 'client',
          attributes: { 'db.system.name': 'postgresql' },
        });
        result = 'committed';
        return value;
      } finally {
        metrics.observe('databaseTransaction', { result }, (performance.now() - startedAt) / 1000);
      }
    },
  };
}
