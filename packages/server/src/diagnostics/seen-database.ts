import { ForecourtError } from '@forecourt/errors';
import type { SeenDatabase, Site } from './site.ts';

/** The database of a site, where there is one. @throws what opening it throws; NOT_FOUND before the first start */
export async function seenDatabase(site: Site): Promise<SeenDatabase> {
  const seen = await site.database();
  if (seen === null) {
    throw new ForecourtError('NOT_FOUND', 'There is no database yet.', { hint: 'The first start of the server makes it.' });
  }
  return seen;
}
