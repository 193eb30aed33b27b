import { ForecourtError } from '@forecourt/errors';
import { appendAudit, systemActor } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import { createOwner, hasPeople } from '../database/people.ts';
import { addSetupCode, hasSetupCode, lockSetUp, removeSetupCodes } from '../database/setup.ts';
import { checkPassword, type Passwords } from './passwords.ts';
import { hashSecret, newSecret } from './tokens.ts';

export interface Owner {
  readonly dealership: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Creates the first dealership with its owner, once. Nothing is open before, and there is no password that we made. */
export interface SetUp {
  /** Whether there is nobody yet who could sign in. */
  isNeeded(): Promise<boolean>;
  /** A new one-time code to print at start; earlier ones stay good, so that servers which start together agree. */
  makeCode(): Promise<string>;
  /**
   * @throws SETUP_DONE if there is an owner already, also if two do this at the same time
   * @throws SETUP_CODE_WRONG unless the code is one that a server printed
   */
  withCode(code: string, owner: Owner): Promise<{ dealershipId: string; personId: string }>;
  /** Makes the owner whom the settings name, unless there is one. @returns whether it was made now */
  fromSettings(owner: { email: string; password: string }): Promise<boolean>;
}

export function createSetUp(database: Database, passwords: Passwords): SetUp {
  const create = async (owner: Owner, code: string | null) => {
    checkPassword(owner.password);
    const passwordHash = await passwords.hash(owner.password);
    return await database.transaction(async (tx) => {
      await lockSetUp(tx);
      if (await hasPeople(tx)) throw new ForecourtError('SETUP_DONE', 'This installation has an owner already.');
      if (code !== null && !(await hasSetupCode(tx, hashSecret(code)))) throw wrongCode();
      await removeSetupCodes(tx);
      const made = await createOwner(tx, { dealership: owner.dealership, name: owner.name, email: owner.email, passwordHash });
      const { dealershipId, personId } = made;
      await appendAudit(tx, {
        dealershipId,
        // Without a code it was the settings that did it.
        actor: code === null ? systemActor : { kind: 'person', id: personId, name: owner.name },
        action: 'dealership.created',
        target: { kind: 'dealership', id: dealershipId },
        details: { name: owner.dealership, owner: owner.email },
      });
      return made;
    });
  };
  return {
    isNeeded: async () => !(await hasPeople(database.orm)),
    async makeCode() {
      const code = newSecret();
      await addSetupCode(database.orm, hashSecret(code));
      return code;
    },
    async withCode(code, owner) {
      // Before the password is hashed, which is dear.
      if (await hasPeople(database.orm)) throw new ForecourtError('SETUP_DONE', 'This installation has an owner already.');
      if (!(await hasSetupCode(database.orm, hashSecret(code)))) throw wrongCode();
      return await create(owner, code);
    },
    async fromSettings({ email, password }) {
      if (await hasPeople(database.orm)) return false;
      try {
        await create({ dealership: 'My dealership', name: email.split('@')[0] || 'Owner', email, password }, null);
        return true;
      } catch (error) {
        // Another server that starts with us was first.
        if (ForecourtError.is(error) && error.code === 'SETUP_DONE') return false;
        throw error;
      }
    },
  };
}

function wrongCode(): ForecourtError {
  return new ForecourtError('SETUP_CODE_WRONG', 'The set-up code is not the one that the server printed.');
}
