import { randomBytes } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import type { Identity as IdentityAnswer } from '@forecourt/sdk/contract';
import type { Redis } from 'ioredis';
import type { Database } from '../database/database.ts';
import { databaseError } from '../database/failures.ts';
import { readDealership, readPerson } from '../database/people.ts';
import { readTokenHash } from '../database/sessions.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import type { Origin } from './better-auth/attempt.ts';
import { createAuth, sessionMs } from './better-auth/auth.ts';
import type { ProviderTable } from './better-auth/providers.ts';
import type { Caller } from './caller.ts';
import { chooseDealershipIn } from './choose-dealership.ts';
import { endedSessionCookie, readSessionCookie } from './cookie.ts';
import { createElsewhere, type Elsewhere } from './elsewhere.ts';
import { type Authenticate, createHostIdentity } from './host.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createKeys, type Keys } from './keys.ts';
import { createMembers, type Members } from './members.ts';
import { createOperators, type Operators } from './operators.ts';
import { createPasswords } from './passwords.ts';
import { createPost, type SealText } from './post.ts';
import { requireSameDealership } from './same-dealership.ts';
import { createServiceTokens, looksLikeToken, type ServiceTokens } from './service-tokens.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSetUp, type Owner, type SetUp } from './setup.ts';
import { createSignIn, type Joining, type SignedIn } from './sign-in.ts';
import { createThrottle } from './throttle.ts';

export type { Origin } from './better-auth/attempt.ts';

/** First set-ups that may be tried from one network address. */
const setUpTries = { name: 'set-up', tries: 100, withinSeconds: 15 * 60 };

export interface Identity {
  /**
   * Who makes this request: by the host application, by `Authorization: Bearer KEY` (or a token), or by the session's cookie; null for
   * nobody.
   *
   * @throws UNAUTHENTICATED, KEY_REVOKED, KEY_EXPIRED for credentials that are wrong: they are never taken for none
   * @throws DEALERSHIP_SWITCHED where the request was meant for another dealership than the caller works in now
   */
  identify(request: Request): Promise<Caller | null>;
  /** What a caller is told about itself. */
  describe(caller: Caller): Promise<IdentityAnswer>;
  /** @throws WRONG_CREDENTIALS, RATE_LIMITED */
  signIn(credentials: { email: string; password: string }, origin: Origin): Promise<SignedIn>;
  /** Joins a dealership with the link of an invitation. @throws LINK_EXPIRED, WRONG_CREDENTIALS, INVALID_INPUT, RATE_LIMITED */
  join(joining: Joining, origin: Origin): Promise<SignedIn>;
  /** Ends the session of this request. @returns the `Set-Cookie` header that forgets it */
  signOut(request: Request, origin: Pick<Origin, 'isSecure'>): Promise<string>;
  /** Creates the first owner and signs in. @throws SETUP_DONE, SETUP_CODE_WRONG, RATE_LIMITED */
  setUp(code: string, owner: Owner, origin: Origin): Promise<SignedIn>;
  /** The first set-up; null where the host application signs people in. */
  readonly firstRun: SetUp | null;
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly members: Members;
  readonly invitations: Invitations;
  readonly accounts: Accounts;
  readonly operators: Operators;
  readonly tokens: ServiceTokens;
  readonly elsewhere: Elsewhere;
  /** Counts a try with a one-time link. @throws RATE_LIMITED */
  countLinkTry(origin: Origin): Promise<void>;
  /** Removes sessions and links that have ended. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export interface IdentityOptions {
  readonly database: Database;
  readonly authenticate?: Authenticate | undefined;
  /** Gives what seals keys that sign tokens; the same for all processes on one database. One of this process where left out. */
  readonly secret?: (() => Promise<string>) | undefined;
  readonly providers?: ProviderTable | undefined;
  /** Counts tries to sign in for all processes together. */
  readonly redis?: Redis | undefined;
  /** Seals letters while they wait to be sent; none are written where left out. */
  readonly sealLetter?: SealText | undefined;
  /** log2 of what a guess costs (scrypt's N); OWASP's advice where left out. */
  readonly passwordCost?: number | undefined;
  readonly now?: () => Date;
}

/** Who asks, people and their sessions, API keys, tokens and the first set-up, over one database. */
export function createIdentity(options: IdentityOptions): Identity {
  const { database, authenticate, redis, sealLetter, providers = {}, now = () => new Date() } = options;
  const ownSecret = randomBytes(32).toString('base64');
  const secret = options.secret ?? (async () => ownSecret);
  const passwords = createPasswords(options.passwordCost);
  const post = createPost(sealLetter);
  const keys = createKeys(database, now);
  const invitations = createInvitations(database, post, now);
  const chooseDealership = chooseDealershipIn(database, invitations);
  const authWith = (sealedBy: string, baseUrl = 'http://forecourt.internal') =>
    createAuth({ database, secret: sealedBy, baseUrl, providers, passwords, now, chooseDealership });
  // Passwords and sessions need neither the secret nor the address of this site.
  const auth = authWith(ownSecret);
  const sessions = createSessions(database, now);
  const accounts = createAccounts({ database, post, passwords, now, redis });
  const tokens = createServiceTokens({ authWith, secret, database, now });
  const firstRun = createSetUp(database, passwords);
  const askHost = authenticate && createHostIdentity(database, authenticate);
  const setUps = createThrottle({ ...setUpTries, redis });
  const signIn = createSignIn({ database, auth, passwords, sessions, invitations, redis });

  const identifyUnchecked = async (request: Request): Promise<Caller | null> => {
    const byHost = await askHost?.(request);
    if (byHost) return byHost;
    const authorization = request.headers.get('authorization');
    if (authorization !== null) {
      const [, given] = authorization.match(/^Bearer +(\S+)$/i) ?? [];
      if (!given) throw new ForecourtError('UNAUTHENTICATED', 'The Authorization header is not “Bearer KEY”.');
      return await (looksLikeToken(given) ? tokens.identify(given) : keys.identify(given));
    }
    const token = readSessionCookie(request.headers);
    return token === null ? null : await sessions.identify(token);
  };

  return {
    firstRun: authenticate ? null : firstRun,
    ...{ keys, sessions, invitations, accounts, tokens },
    members: createMembers(database),
    operators: createOperators(database),
    elsewhere: createElsewhere({
      ...{ secret, authWith, table: authenticate ? {} : providers, cookieSeconds: sessionMs.idle / 1000 },
      tokenHashOf: (sessionId) => readTokenHash(database.orm, sessionId),
    }),
    signIn: signIn.withPassword,
    join: signIn.withInvitation,
    countLinkTry: signIn.countLinkTry,
    async identify(request) {
      try {
        const caller = await identifyUnchecked(request);
        if (caller) requireSameDealership(caller, request);
        return caller;
      } catch (error) {
        throw databaseError(error);
      }
    },
    async describe(caller) {
      const dealership = await readDealership(database.orm, caller.dealershipId);
      if (dealership === null) throw new ForecourtError('UNAUTHENTICATED', 'This dealership does not exist any more.');
      const person = caller.personId === undefined ? null : await readPerson(database.orm, caller.dealershipId, caller.personId);
      const { kind, role, scopes, isOperator = false } = caller;
      return { kind, dealership, person, role, scopes: [...scopes], isOperator };
    },
    async signOut(request, { isSecure }) {
      const token = readSessionCookie(request.headers);
      if (token !== null) await sessions.signOut(token);
      return endedSessionCookie(isSecure);
    },
    async setUp(code, owner, origin) {
      if (authenticate) throw new ForecourtError('SETUP_DONE', 'People sign in through the application around this server.');
      await setUps.take(origin.clientAddress);
      const { personId } = await firstRun.withCode(code, owner);
      return await signIn.begin(personId, origin);
    },
    async forget() {
      await Promise.all([sessions.forget(), accounts.forget()]);
    },
    async close() {
      await signIn.settled();
      await keys.close();
    },
  };
}
