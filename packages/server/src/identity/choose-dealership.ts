import { ForecourtError } from '@forecourt/errors';
import type { Database } from '../database/database.ts';
import { findPerson, readDealershipsOf } from '../database/people.ts';
import { currentAttempt } from './better-auth/attempt.ts';
import type { Invitations } from './invitations.ts';

/**
 * In which dealership a person begins to work: the one that was asked for, else the first that it joined. Whoever has just proven the
 * own address by an account elsewhere comes in where that address is invited.
 *
 * @throws FORBIDDEN for whoever belongs to none
 */
export function chooseDealershipIn(database: Database, invitations: Pick<Invitations, 'acceptAll'>) {
  return async (personId: string): Promise<string> => {
    const { isAddressProven, dealershipId } = currentAttempt();
    const person = isAddressProven ? await findPerson(database.orm, personId) : null;
    if (person?.emailVerified) await invitations.acceptAll(person);
    const own = await readDealershipsOf(database.orm, personId);
    const chosen = own.find(({ id }) => id === dealershipId) ?? own[0];
    if (chosen) return chosen.id;
    throw new ForecourtError('FORBIDDEN', 'You belong to no dealership any more.', { hint: 'Ask a manager for an invitation.' });
  };
}
