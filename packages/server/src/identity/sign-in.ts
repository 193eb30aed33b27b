import { ForecourtError } from '@forecourt/errors';
import { APIError } from 'better-auth/api';
import type { Redis } from 'ioredis';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import { isDuplicate } from '../database/failures.ts';
import { notify } from '../database/notifications.ts';
import type { Transaction } from '../database/orm.ts';
import { createPerson, findPersonByEmail, readAccounts, readDealershipsOf } from '../database/people.ts';
import { attempt, type Origin } from './better-auth/attempt.ts';
import { type Auth, sessionMs } from './better-auth/auth.ts';
import type { Caller } from './caller.ts';
import { sessionCookie } from './cookie.ts';
import type { Invitations } from './invitations.ts';
import { checkPassword, type Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import { createThrottle } from './throttle.ts';

const quarterHour = 15 * 60;
/** Guesses at one e-mail address from one network address; at one e-mail address from everywhere; from one network address at all. */
const limits = {
  pair: { name: 'pair', tries: 10, withinSeconds: quarterHour },
  account: { name: 'account', tries: 50, withinSeconds: quarterHour },
  address: { name: 'address', tries: 100, withinSeconds: quarterHour },
} as const;

export interface SignedIn {
  readonly caller: Caller;
  /** `Set-Cookie` header of the answer. */
  readonly cookie: string;
}

/** What somebody brings who has the link of an invitation: a name and a new password, or the password of the account that there is. */
export interface Joining {
  readonly token: string;
  readonly name?: string | undefined;
  readonly password: string;
}

export interface SignIn {
  /** @throws WRONG_CREDENTIALS, RATE_LIMITED: the same for an address that nobody has */
  withPassword(credentials: { email: string; password: string }, origin: Origin): Promise<SignedIn>;
  /** @throws LINK_EXPIRED, WRONG_CREDENTIALS, INVALID_INPUT, RATE_LIMITED */
  withInvitation(joining: Joining, origin: Origin): Promise<SignedIn>;
  /** Begins a session of somebody who has shown who it is. */
  begin(personId: string, origin: Origin, dealershipId?: string): Promise<SignedIn>;
  /** @throws RATE_LIMITED */
  countLinkTry(origin: Origin): Promise<void>;
  /** Resolves when everything is written down. */
  settled(): Promise<void>;
}

export interface SignInOptions {
  readonly database: Database;
  readonly auth: Auth;
  readonly passwords: Passwords;
  readonly sessions: Pick<Sessions, 'identify'>;
  readonly invitations: Pick<Invitations, 'find' | 'accept'>;
  readonly redis?: Redis | undefined;
}

export function createSignIn({ database, auth, passwords, sessions, invitations, redis }: SignInOptions): SignIn {
  const writing = new Set<Promise<void>>();
  const pair = createThrottle({ ...limits.pair, redis });
  const account = createThrottle({ ...limits.account, redis });
  const address = createThrottle({ ...limits.address, redis });

  /** Tells the dealerships of an account that somebody guesses at it; beside the answer, whose time would tell whether there is one. */
  const tellBlocked = (email: string, { clientAddress }: Origin) => {
    const told = (async () => {
      const person = await findPersonByEmail(database.orm, email);
      if (person === null) return;
      await database.transaction(async (tx) => {
        for (const { id: dealershipId } of await readDealershipsOf(tx, person.id)) {
          const target = { kind: 'person', id: person.id };
          const details = { address: clientAddress };
          const actor = { kind: 'system' as const, id: null, name: 'Sign-in' };
          await appendAudit(tx, { dealershipId, actor, action: 'person.sign_in_blocked', target, details });
          await notify(tx, {
            dealershipId,
            kind: 'security.sign-ins-failed',
            title: 'Too many failed sign-ins',
            body: `Somebody at ${clientAddress} tried passwords for ${email}. No more are taken for a while. Ask whether it was this person.`,
            link: '/settings/people',
            groupKey: `sign-ins:${person.id}`,
          });
        }
      });
    })();
    // A database that is away is told by everything else that is asked of it.
    const done = told.catch(() => undefined).finally(() => writing.delete(done));
    writing.add(done);
  };
  const count = async (email: string, origin: Origin) => {
    const name = `${origin.clientAddress} ${email}`;
    await address.take(origin.clientAddress);
    await account.take(email, () => tellBlocked(email, origin));
    await pair.take(name, () => tellBlocked(email, origin));
    return async () => {
      await Promise.all([address.forgive(origin.clientAddress), account.forgive(email), pair.forgive(name)]);
    };
  };
  const signedIn = async (token: string | null, { isSecure }: Origin): Promise<SignedIn> => {
    const caller = token === null ? null : await sessions.identify(token);
    if (token === null || caller === null) throw new ForecourtError('INTERNAL', 'A session that was just made is not there.');
    const { dealershipId, personId = '' } = caller;
    await database.transaction((tx) =>
      appendAudit(tx, { dealershipId, actor: actorOf(caller), action: 'person.signed_in', target: { kind: 'person', id: personId } }),
    );
    return { caller, cookie: sessionCookie(token, sessionMs.idle / 1000, isSecure) };
  };
  const withPassword = async (email: string, password: string, origin: Origin) => {
    const forgive = await count(email, origin);
    const made = await attempt(origin, () => auth.signInEmail({ email, password })).catch((error: unknown) => {
      // Whatever better-auth says of it, it is one answer: nobody learns here which addresses there are.
      if (error instanceof APIError && error.statusCode < 500) {
        throw wrongCredentials(error);
      }
      throw error;
    });
    await forgive();
    return await signedIn(made.attempt.token, origin);
  };
  const begin: SignIn['begin'] = async (personId, origin, dealershipId) => {
    const made = await attempt(origin, () => auth.createSession(personId), { dealershipId });
    return await signedIn(made.attempt.token, origin);
  };

  const withInvitation: SignIn['withInvitation'] = async (joining, origin) => {
    const { token, name, password } = joining;
    await address.take(origin.clientAddress);
    const invitation = await invitations.find(token);
    const { dealershipId, email } = invitation;
    const person = await findPersonByEmail(database.orm, email);
    if (person !== null) {
      // The link says that somebody may join; that it is this account, only its password says.
      const forgive = await count(person.email.toLowerCase(), origin);
      const kept = (await readAccounts(database.orm, person.id)).find(({ passwordHash }) => passwordHash !== null);
      if (!(await passwords.verify(password, kept?.passwordHash ?? null))) throw wrongCredentials();
      await forgive();
      await database.transaction((tx) => invitations.accept(tx, invitation, async () => person));
      return await begin(person.id, origin, dealershipId);
    }
    if (name === undefined) throw new ForecourtError('INVALID_INPUT', 'name: Enter your name.');
    checkPassword(password);
    const passwordHash = await passwords.hash(password);
    const makePerson = async (tx: Transaction) => ({ id: await createPerson(tx, { name, email, passwordHash }), name });
    try {
      const { id } = await database.transaction((tx) => invitations.accept(tx, invitation, () => makePerson(tx)));
      await address.forgive(origin.clientAddress);
      return await begin(id, origin, dealershipId);
    } catch (error) {
      // The same person has just accepted another dealership's invitation: now there is an account, with a password to ask for.
      if (isDuplicate(error, 'people_email')) return await withInvitation(joining, origin);
      throw error;
    }
  };

  return {
    begin,
    withInvitation,
    withPassword: ({ email, password }, origin) => withPassword(email.trim().toLowerCase(), password, origin),
    countLinkTry: ({ clientAddress }) => address.take(clientAddress),
    async settled() {
      await Promise.all(writing);
    },
  };
}

function wrongCredentials(cause?: unknown): ForecourtError {
  return new ForecourtError('WRONG_CREDENTIALS', 'E-mail address and password do not belong together.', { cause });
}
