import { ForecourtError } from '@forecourt/errors';
import { type Account, type AuditAction, type AuditActor, type Person, signInProviderSchema } from '@forecourt/sdk/contract';
import type { Redis } from 'ioredis';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import { readMember } from '../database/members.ts';
import type { Transaction } from '../database/orm.ts';
import { deleteEndedPasswordResets, putPasswordReset, takePasswordReset } from '../database/password-resets.ts';
import { findPersonByEmail, readAccounts, readDealershipsOf, renamePerson, setPassword } from '../database/people.ts';
import { deleteSessionsOf } from '../database/sessions.ts';
import type { Origin } from './better-auth/attempt.ts';
import type { Caller } from './caller.ts';
import { checkPassword, type Passwords } from './passwords.ts';
import type { Post } from './post.ts';
import { requireRank } from './ranks.ts';
import { createThrottle } from './throttle.ts';
import { hashSecret, newSecret } from './tokens.ts';

/** A reset is asked for because somebody wants in now. */
const resetGoodForMs = 24 * 60 * 60 * 1000;

export interface PasswordReset {
  readonly token: string;
  readonly expiresAt: string;
}

/** A person's own account: name, password, ways to sign in. */
export interface Accounts {
  read(caller: Caller): Promise<Account>;
  /** @throws FORBIDDEN for people of a host application */
  rename(caller: Caller, name: string): Promise<Person>;
  /** Ends all other sessions. @throws WRONG_PASSWORD, INVALID_INPUT, FORBIDDEN, RATE_LIMITED */
  changePassword(caller: Caller, passwords: { current: string; password: string }, origin: Origin): Promise<void>;
  /** A one-time link for a person of the caller's dealership, who has no other. @throws NOT_FOUND, FORBIDDEN */
  makeReset(caller: Caller, personId: string, siteUrl: string | undefined): Promise<PasswordReset>;
  /** The same for whoever has the machine. @throws NOT_FOUND */
  makeResetFor(email: string): Promise<PasswordReset>;
  /** Sets a password with the link and ends all sessions of the person. @throws LINK_EXPIRED, INVALID_INPUT */
  reset(token: string, password: string): Promise<void>;
  forget(): Promise<void>;
}

export interface AccountsOptions {
  readonly database: Database;
  readonly post: Post;
  readonly passwords: Passwords;
  readonly now: () => Date;
  readonly redis?: Redis | undefined;
}

export function createAccounts({ database, post, passwords, now, redis }: AccountsOptions): Accounts {
  const guesses = createThrottle({ name: 'present-password', tries: 10, withinSeconds: 15 * 60, redis });
  /** In every dealership where it opens something. */
  const writeDown = async (tx: Transaction, actor: AuditActor, personId: string, action: AuditAction, details = {}) => {
    for (const { id: dealershipId } of await readDealershipsOf(tx, personId)) {
      await appendAudit(tx, { dealershipId, actor, action, target: { kind: 'person', id: personId }, details });
    }
  };
  const newReset = async (tx: Transaction, personId: string): Promise<PasswordReset> => {
    const token = newSecret();
    const expiresAt = new Date(now().getTime() + resetGoodForMs);
    await putPasswordReset(tx, { personId, tokenHash: hashSecret(token), expiresAt });
    return { token, expiresAt: expiresAt.toISOString() };
  };
  return {
    async read(caller) {
      const accounts = await readAccounts(database.orm, own(caller));
      const providers = accounts.flatMap(({ providerId }) => {
        const parsed = signInProviderSchema.safeParse(providerId);
        return parsed.success ? [parsed.data] : [];
      });
      return { hasPassword: accounts.some(({ passwordHash }) => passwordHash !== null), providers };
    },
    rename: (caller, name) =>
      database.transaction(async (tx) => {
        const person = await renamePerson(tx, own(caller), name);
        const { dealershipId } = caller;
        const target = { kind: 'person', id: person.id };
        const details = { before: caller.name, after: name };
        await appendAudit(tx, { dealershipId, actor: actorOf(caller), action: 'person.changed', target, details });
        return person;
      }),
    async changePassword(caller, { current, password }, { clientAddress }) {
      const personId = own(caller);
      checkPassword(password);
      // Whoever sits down at a session that was left open must not find the password by trying.
      const guesser = `${clientAddress} ${personId}`;
      await guesses.take(guesser);
      const kept = (await readAccounts(database.orm, personId)).find((account) => account.passwordHash !== null)?.passwordHash ?? null;
      if (!(await passwords.verify(current, kept))) throw new ForecourtError('WRONG_PASSWORD', 'The present password is another one.');
      await guesses.forgive(guesser);
      const passwordHash = await passwords.hash(password);
      await database.transaction(async (tx) => {
        await setPassword(tx, personId, passwordHash);
        await deleteSessionsOf(tx, personId, { except: caller.sessionId });
        await writeDown(tx, actorOf(caller), personId, 'person.password_changed');
      });
    },
    makeReset: (caller, personId, siteUrl) =>
      database.transaction(async (tx) => {
        const { dealershipId } = caller;
        const member = await readMember(tx, dealershipId, personId);
        requireRank(caller, member.role);
        // Whoever sets a password gets in wherever that person gets in: only for what is the caller's to give.
        const isElsewhere = member.isOperator || (await readDealershipsOf(tx, personId)).length > 1;
        if (isElsewhere && !caller.isOperator) {
          throw new ForecourtError('FORBIDDEN', `${member.name} belongs to more than this dealership.`, {
            hint: 'Ask an operator of the installation for the link.',
          });
        }
        const reset = await newReset(tx, personId);
        const target = { kind: 'person', id: personId };
        await appendAudit(tx, { dealershipId, actor: actorOf(caller), action: 'person.password_reset_started', target });
        await post.passwordReset(tx, { dealershipId, to: member.email, token: reset.token, siteUrl });
        return reset;
      }),
    makeResetFor: (email) =>
      database.transaction(async (tx) => {
        const person = await findPersonByEmail(tx, email);
        if (person === null) throw new ForecourtError('NOT_FOUND', `Nobody here has the address ${email}.`);
        const actor = { kind: 'system' as const, id: null, name: 'Command line' };
        await writeDown(tx, actor, person.id, 'person.password_reset_started');
        return await newReset(tx, person.id);
      }),
    async reset(token, password) {
      checkPassword(password);
      const passwordHash = await passwords.hash(password);
      await database.transaction(async (tx) => {
        const personId = await takePasswordReset(tx, hashSecret(token), now());
        if (personId === null)
          throw new ForecourtError('LINK_EXPIRED', 'This link is good no more: it was used, replaced, or has run out.');
        await setPassword(tx, personId, passwordHash);
        await deleteSessionsOf(tx, personId);
        const actor = { kind: 'person' as const, id: personId, name: 'Whoever has the link' };
        await writeDown(tx, actor, personId, 'person.password_changed', { by: 'link' });
      });
    },
    forget: () => deleteEndedPasswordResets(database.orm, now()),
  };
}

/** @throws FORBIDDEN for whoever has no account here */
function own(caller: Caller): string {
  if (caller.personId !== undefined) return caller.personId;
  throw new ForecourtError('FORBIDDEN', 'People sign in through the application around this server.', {
    hint: 'Change it there.',
  });
}
