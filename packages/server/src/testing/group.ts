import { ForecourtError } from '@forecourt/errors';
import { type Client, createClient } from '@forecourt/sdk/client';
import { type Role, roleSchema } from '@forecourt/sdk/contract';
import type { ListenOptions } from '../listen.ts';
import type { Column } from './columns.ts';
import { startTestServer, type TestServer } from './server.ts';

/** Somebody who is signed in with a session of the server's own. */
export interface GroupPerson {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly client: Client;
}

/** A dealer group: one server on which people sign in, an operator who set it up, a person of each role, a second dealership. */
export interface Group extends AsyncDisposable {
  readonly server: TestServer;
  readonly operator: GroupPerson;
  client(headers: Readonly<Record<string, string>>): Client;
  /** A person of a role in the first dealership, with a session of its own. */
  person(role: Role): Promise<GroupPerson>;
  signInOperator(): Promise<GroupPerson>;
  /** Whoever owns another dealership and nothing else. */
  another(): Promise<GroupPerson>;
  signIn(email: string, password: string): Promise<GroupPerson>;
  /** Invites somebody and lets the link be used. */
  join(by: Client, email: string, role: Role): Promise<GroupPerson>;
  /** An API key that has run out. */
  expiredKey(): Promise<string>;
}

export const password = 'a long enough password';

/** A key with a short life, which is longer where it was over before a busy machine came to make the key. */
async function shortKey(client: Client, lifeMs = 100): Promise<{ readonly secret: string }> {
  const expiresAt = new Date(Date.now() + lifeMs).toISOString();
  try {
    return await client.keys.create({ name: 'Short', scopes: ['photos:read'], expiresAt });
  } catch (error) {
    if (!ForecourtError.is(error) || error.code !== 'INVALID_INPUT' || lifeMs > 60_000) throw error;
    return await shortKey(client, lifeMs * 2);
  }
}

export async function startGroup(column: Column, options: ListenOptions = {}): Promise<Group> {
  const server = await startTestServer(column, { authenticate: undefined, ...options });
  const client = (headers: Readonly<Record<string, string>>) => createClient({ url: server.url, headers, retries: 0 });
  const personOf = async (answer: Response, email: string): Promise<GroupPerson> => {
    if (!answer.ok) throw ForecourtError.from(await answer.text());
    const cookie = answer.headers.getSetCookie().join().split(';')[0] ?? '';
    const asPerson = client({ cookie });
    const { person } = await asPerson.session.read();
    return { id: person?.id ?? '', email, password, headers: { cookie }, client: asPerson };
  };
  const post = (path: string, body: unknown) =>
    fetch(`${server.url}/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const signIn = async (email: string, word: string) => personOf(await post('/session', { email, password: word }), email);
  const join: Group['join'] = async (by, email, role) => {
    const { token } = await by.call('createInvitation', { body: { email, role } });
    return personOf(await post('/invitations/accept', { token, name: `The ${role}`, password }), email);
  };

  const { code } = await server.forecourt.setup();
  const owner = { dealership: 'Motors', name: 'Ada', email: 'ada@motors.example', password };
  const operator = await personOf(await post('/setup', { code, ...owner }), owner.email);
  const emailOf = (role: Role) => `${role}@motors.example`;
  // Two passwords are hashed at a time: that is what this costs.
  await Promise.all(roleSchema.options.map((role) => join(operator.client, emailOf(role), role)));
  return {
    server,
    operator,
    client,
    signIn,
    join,
    person: (role) => signIn(emailOf(role), password),
    signInOperator: () => signIn(owner.email, password),
    async another() {
      const { id } = await operator.client.call('createDealership', { body: { name: 'Theirs' } });
      const there = await signIn(owner.email, password);
      await there.client.call('switchDealership', { params: { dealershipId: id } });
      return await join(there.client, 'eve@theirs.example', 'owner');
    },
    async expiredKey() {
      const { secret } = await shortKey(operator.client);
      const program = client({ authorization: `Bearer ${secret}` });
      for (;;) {
        const code = await program.session.read().then(
          () => null,
          (error: unknown) => (ForecourtError.is(error) ? error.code : null),
        );
        if (code === 'KEY_EXPIRED') return secret;
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
