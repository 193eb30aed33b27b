import { ForecourtError } from '@forecourt/errors';
import type { Dealership, Person } from '@forecourt/sdk/contract';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import { notify } from '../database/notifications.ts';
import { lockOperators, readOperators, setOperator } from '../database/operators.ts';
import { createDealership, findPersonByEmail } from '../database/people.ts';
import type { Caller } from './caller.ts';

/** What concerns the whole installation: its dealerships, and who looks after it. */
export interface Operators {
  list(): Promise<Person[]>;
  /** @throws NOT_FOUND for an address that nobody has */
  appoint(caller: Caller, email: string): Promise<Person>;
  /** @throws NOT_FOUND, LAST_OPERATOR */
  dismiss(caller: Caller, personId: string): Promise<void>;
  /** A dealership whose owner is the caller. @throws FORBIDDEN for people of a host application */
  createDealership(caller: Caller, name: string): Promise<Dealership>;
}

export function createOperators(database: Database): Operators {
  return {
    list: () => readOperators(database.orm),
    appoint: (caller, email) =>
      database.transaction(async (tx) => {
        const found = await findPersonByEmail(tx, email);
        if (found === null) throw new ForecourtError('NOT_FOUND', `Nobody here has the address ${email}.`, { hint: 'Invite them first.' });
        const { id, name } = found;
        await setOperator(tx, id, true);
        const target = { kind: 'person', id };
        const { dealershipId } = caller;
        await appendAudit(tx, { dealershipId, actor: actorOf(caller), action: 'operator.appointed', target, details: { name } });
        await notify(tx, {
          dealershipId: null,
          kind: 'security.operator-added',
          title: 'A new operator',
          body: `${caller.name} let ${name} look after the whole installation.`,
          groupKey: `operator:${id}`,
          byPersonId: caller.personId,
        });
        return { id, name, email: found.email };
      }),
    dismiss: (caller, personId) =>
      database.transaction(async (tx) => {
        const operators = await lockOperators(tx);
        if (!operators.includes(personId)) throw new ForecourtError('NOT_FOUND', 'There is no such operator.');
        if (operators.length < 2) throw new ForecourtError('LAST_OPERATOR', 'This is the only operator of the installation.');
        await setOperator(tx, personId, false);
        const target = { kind: 'person', id: personId };
        await appendAudit(tx, { dealershipId: caller.dealershipId, actor: actorOf(caller), action: 'operator.dismissed', target });
      }),
    createDealership: (caller, name) =>
      database.transaction(async (tx) => {
        if (caller.personId === undefined) {
          throw new ForecourtError('FORBIDDEN', 'The application around this server names its dealerships.');
        }
        const id = await createDealership(tx, name, caller.personId);
        const target = { kind: 'dealership', id };
        await appendAudit(tx, { dealershipId: id, actor: actorOf(caller), action: 'dealership.created', target, details: { name } });
        return { id, name };
      }),
  };
}
