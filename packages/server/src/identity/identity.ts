import { ForecourtError } from '@forecourt/errors';
import type { Identity as IdentityAnswer } from '@forecourt/sdk/contract';
import type { Database } from '../database/database.ts';
import { databaseError } from '../database/failures.ts';
import { findMembership, readDealership, readPerson } from '../database/people.ts';
import { createSession, deleteEndedSessions, deleteSession, extendSession, findSession } from '../database/sessions.ts';
import { scopesOf } from './access.ts';
import type { Caller } from './caller.ts';
import { endedSessionCookie, readSessionCookie, sessionCookie } from './cookie.ts';
import { type Authenticate, createHostIdentity } from './host.ts';
import { createKeys, type Keys } from './keys.ts';
import { verifyPassword } from './passwords.ts';
import { createSetUp, type Owner, type SetUp } from './setup.ts';
import { createThrottle } from './throttle.ts';
import { hashSecret, newSecret } from './tokens.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A session ends when it was not used for so long; using it extends it, at most once a day. */
const sessionMs = 14 * dayMs;
/** Guesses at one e-mail address from one network address, and from one network address at all. */
const triesAtOne = { tries: 10, withinSeconds: 15 * 60 };
const triesAtAll = { tries: 100, withinSeconds: 15 * 60 };

/** Where a request came from, for limits and for the cookie. */
export interface Origin {
  readonly clientAddress: string;
  readonly isSecure: boolean;
}

export interface SignedIn {
  readonly caller: Caller;
  /** `Set-Cookie` header of the answer. */
  readonly cookie: string;
}

export interface Identity {
  /**
   * Who makes this request: by the host application, by `Authorization: Bearer KEY`, or by the session's cookie; null for nobody.
   *
   * @throws UNAUTHENTICATED, KEY_REVOKED for credentials that are wrong: they are never taken for none
   */
  identify(request: Request): Promise<Caller | null>;
  /** What a caller is told about itself. */
  describe(caller: Caller): Promise<IdentityAnswer>;
  /** @throws WRONG_CREDENTIALS, RATE_LIMITED */
  signIn(credentials: { email: string; password: string }, origin: Origin): Promise<SignedIn>;
  /** Ends the session of this request. @returns the `Set-Cookie` header that forgets it */
  signOut(request: Request, origin: Pick<Origin, 'isSecure'>): Promise<string>;
  /** Creates the first owner and signs in. @throws SETUP_DONE, SETUP_CODE_WRONG, RATE_LIMITED */
  setUp(code: string, owner: Owner, origin: Origin): Promise<SignedIn>;
  /** The first set-up; null where the host application signs people in. */
  readonly firstRun: SetUp | null;
  readonly keys: Keys;
  /** Removes sessions that have ended. */
  forget(): Promise<void>;
}

export interface IdentityOptions {
  readonly database: Database;
  readonly authenticate?: Authenticate | undefined;
  readonly now?: () => Date;
}

/** Sign-in, sessions, API keys and the first set-up over one database. */
export function createIdentity({ database, authenticate, now = () => new Date() }: IdentityOptions): Identity {
  const keys = createKeys(database, now);
  const firstRun = createSetUp(database);
  const askHost = authenticate && createHostIdentity(database, authenticate);
  const atOne = createThrottle(triesAtOne);
  const atAll = createThrottle(triesAtAll);

  const startSession = async (person: { dealershipId: string; personId: string }, isSecure: boolean) => {
    const token = newSecret();
    const expiresAt = new Date(now().getTime() + sessionMs);
    await createSession(database.orm, {
      dealershipId: person.dealershipId,
      personId: person.personId,
      tokenHash: hashSecret(token),
      expiresAt,
    });
    return sessionCookie(token, sessionMs / 1000, isSecure);
  };

  const identifySession = async (token: string): Promise<Caller | null> => {
    const at = now();
    const session = await findSession(database.orm, hashSecret(token), at);
    if (session === null) return null;
    const expiresAt = new Date(at.getTime() + sessionMs);
    if (expiresAt.getTime() - session.expiresAt.getTime() > dayMs) await extendSession(database.orm, session, expiresAt);
    const { dealershipId, personId, name, role } = session;
    return { kind: 'person', dealershipId, personId, name, role, scopes: scopesOf(role) };
  };

  const identify = async (request: Request): Promise<Caller | null> => {
    const byHost = await askHost?.(request);
    if (byHost) return byHost;
    const authorization = request.headers.get('authorization');
    if (authorization !== null) {
      const [, secret] = authorization.match(/^Bearer +(\S+)$/i) ?? [];
      if (!secret) throw new ForecourtError('UNAUTHENTICATED', 'The Authorization header is not “Bearer KEY”.');
      return await keys.identify(secret);
    }
    const token = readSessionCookie(request.headers);
    return token === null ? null : await identifySession(token);
  };

  return {
    firstRun: authenticate ? null : firstRun,
    keys,
    async identify(request) {
      try {
        return await identify(request);
      } catch (error) {
        throw databaseError(error);
      }
    },
    async describe(caller) {
      const dealership = await readDealership(database.orm, caller.dealershipId);
      if (dealership === null) throw new ForecourtError('UNAUTHENTICATED', 'This dealership does not exist any more.');
      const person = caller.personId === undefined ? null : await readPerson(database.orm, caller.dealershipId, caller.personId);
      return { kind: caller.kind, dealership, person, role: caller.role, scopes: [...caller.scopes] };
    },
    async signIn({ email, password }, { clientAddress, isSecure }) {
      const name = `${clientAddress} ${email.trim().toLowerCase()}`;
      await atAll.take(clientAddress);
      await atOne.take(name);
      const member = await findMembership(database.orm, email.trim());
      if (!(await verifyPassword(password, member?.passwordHash ?? null)) || member === null) {
        throw new ForecourtError('WRONG_CREDENTIALS', 'E-mail address and password do not belong together.');
      }
      await atOne.forgive(name);
      await atAll.forgive(clientAddress);
      const { dealershipId, personId, role } = member;
      const caller: Caller = { kind: 'person', dealershipId, personId, name: member.name, role, scopes: scopesOf(role) };
      return { caller, cookie: await startSession(member, isSecure) };
    },
    async signOut(request, { isSecure }) {
      const token = readSessionCookie(request.headers);
      if (token !== null) await deleteSession(database.orm, hashSecret(token));
      return endedSessionCookie(isSecure);
    },
    async setUp(code, owner, { clientAddress, isSecure }) {
      if (authenticate) throw new ForecourtError('SETUP_DONE', 'People sign in through the application around this server.');
      await atAll.take(clientAddress);
      const { dealershipId, personId } = await firstRun.withCode(code, owner);
      const caller: Caller = { kind: 'person', dealershipId, personId, name: owner.name, role: 'owner', scopes: scopesOf('owner') };
      return { caller, cookie: await startSession({ dealershipId, personId }, isSecure) };
    },
    forget: () => deleteEndedSessions(database.orm, now()),
  };
}
