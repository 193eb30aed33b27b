import { compareMigrations } from '../../database/look.ts';
import { type Check, failed, ok } from '../check.ts';
import { seenDatabase } from '../seen-database.ts';

export const migrations: Check = {
  name: 'migrations',
  title: 'Schema',
  needs: ['database'],
  async run(site) {
    const { orm } = await seenDatabase(site);
    const { applied, missing, unknown, changed } = await compareMigrations(orm);
    if (unknown.length > 0) {
      return failed(
        `The database was migrated by a newer version of Forecourt (${unknown.join(', ')}).`,
        'Start the version that used this database last, or a newer one.',
      );
    }
    if (changed.length > 0) {
      return failed(`The database was made with other migrations than these (${changed.join(', ')}).`, 'Restore the last back-up.');
    }
    if (missing.length > 0) {
      return failed(`The database lacks ${missing.join(', ')}.`, 'Run: forecourt migrate. A server does it at its start as well.');
    }
    return ok(`The database has this version's schema (${applied.length} migrations).`);
  },
};
