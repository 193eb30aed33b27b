import * as z from 'zod';
import type { Database } from './database.ts';

/** Small things to remember over a restart. */
export interface Marks {
  isDraining(): boolean;
  setDraining(isDraining: boolean): void;
}

export function marks(database: Database): Marks {
  return {
    isDraining: () => database.first(z.object({}), `SELECT 1 FROM marks WHERE name = 'draining'`) !== undefined,
    setDraining(isDraining) {
      database.run(isDraining ? `INSERT OR IGNORE INTO marks VALUES ('draining', '')` : `DELETE FROM marks WHERE name = 'draining'`);
    },
  };
}
