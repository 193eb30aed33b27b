import {
  keyScopeSchema,
  operatorScopes,
  type Role,
  type Route,
  rights,
  roleSchema,
  routes,
  type Scope,
  scopesOfRole,
} from '@forecourt/sdk/contract';
import { redCarPhoto } from '@forecourt/testing';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { onBothColumns } from '../testing/columns.ts';
import { type Group, startGroup } from '../testing/group.ts';
import { sendPhoto } from '../testing/server.ts';
import { valid } from './testing/arbitrary.ts';

/** Somebody who asks: with which headers, and what that one may do by the table of rights. */
interface Asker {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly kind: 'person' | 'program' | 'nobody';
  readonly scopes: readonly Scope[];
}

const table: readonly (readonly [string, Route])[] = Object.entries(routes);
/** Whoever signs out is nobody from then on. */
const inOrder = [...table].sort(([one], [other]) => Number(one === 'signOut') - Number(other === 'signOut'));
const keyScopes = keyScopeSchema.options;

/** What is beside the contract. */
const others = [
  { method: 'OPTIONS', path: '/api/v1/uploads', access: 'open' },
  { method: 'POST', path: '/api/v1/uploads', access: 'photos:write' },
  { method: 'HEAD', path: `/api/v1/uploads/${uuid()}`, access: 'photos:write' },
  { method: 'HEAD', path: '/api/v1/events', access: 'photos:read' },
  { method: 'GET', path: '/api/v1/openapi.json', access: 'open' },
  { method: 'GET', path: '/healthz', access: 'open' },
  { method: 'GET', path: '/readyz', access: 'open' },
] as const;

/** What the table of rights says: 401 for nobody, 403 for who may not, else anything but these. */
function verdict({ kind, scopes }: Asker, access: Route['access']): 'let in' | 401 | 403 {
  if (access === 'open') return 'let in';
  if (kind === 'nobody') return 401;
  if (access === 'anyone') return 'let in';
  if (access === 'person') return kind === 'person' ? 'let in' : 403;
  return scopes.includes(access) ? 'let in' : 403;
}

const samples = new Map<z.ZodType, unknown>();

/** Always the same of one schema: it is made once, since to make it takes longer than to ask. */
function sample(schema: z.ZodType): unknown {
  if (samples.has(schema)) return samples.get(schema);
  const [found] = fc.sample(
    // No text can have U+0000 or half a character; that these are refused is another test's.
    valid(schema).filter((value) => schema.safeParse(value).success && !/\\u(0000|d[89a-f])/.test(JSON.stringify(value))),
    { numRuns: 1, seed: 7 },
  );
  samples.set(schema, found);
  return found;
}

onBothColumns('who may do what', (column) => {
  let group: Group;
  let askers: Asker[];
  /** Things of another dealership, by the names of parameters. */
  let theirs: Record<string, string>;

  beforeAll(async () => {
    group = await startGroup(column);
    askers = await askersOf(group);
    theirs = await thingsOfAnother(group);
  });
  afterAll(() => group[Symbol.asyncDispose]());

  async function ask(method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown) {
    const answer = await group.server.forecourt.fetch(
      new Request(`http://localhost${path}`, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    await answer.body?.cancel();
    return answer.status;
  }

  function pathOf(route: Route, ids: Readonly<Record<string, string>>): string {
    const params = route.params ? z.record(z.string(), z.unknown()).parse(sample(route.params)) : {};
    const shape: Readonly<Record<string, z.ZodType>> = z.record(z.string(), z.instanceof(z.ZodType)).parse(route.params?.shape ?? {});
    return `/api/v1${route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const id = ids[name] ?? uuid();
      return shape[name]?.safeParse(id).success ? id : encodeURIComponent(String(params[name]));
    })}`;
  }

  it('is what the table of rights says, for every route and everybody', async () => {
    const wrong: unknown[] = [];
    for (const asker of askers) {
      for (const { method, path, access } of others) {
        const status = await ask(method, path, asker.headers);
        const seen = status === 401 || status === 403 ? status : 'let in';
        if (seen !== verdict(asker, access)) wrong.push([asker.name, method, path, status]);
      }
      for (const [name, route] of inOrder) {
        // Nothing has these ids and no body is right, so that nobody who is let in changes anything.
        const body = route.body ? { 'no field of any route': true } : undefined;
        const status = await ask(route.method.toUpperCase(), pathOf(route, {}), asker.headers, body);
        const seen = status === 401 || status === 403 ? status : 'let in';
        if (seen !== verdict(asker, route.access)) wrong.push([asker.name, name, route.access, status]);
        if (status >= 500) wrong.push([asker.name, name, status]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('ends at the dealership: what belongs to another is not there, not even for its own name', async () => {
    const owner = await group.person('owner');
    const known = new Set(Object.values(theirs));
    const wrong: unknown[] = [];
    for (const [name, route] of table) {
      if (!route.params || route.access === 'open' || /^installation:/.test(route.access)) continue;
      // A computer makes the id of a folder that it reports: the same of another is another folder.
      if (name === 'reportSyncFolder') continue;
      const path = pathOf(route, theirs);
      // A route without an id of a thing, such as one by the name of a provider, has nothing that could be another's.
      if (!path.split('/').some((part) => known.has(part) || z.uuid().safeParse(part).success)) continue;
      const status = await ask(route.method.toUpperCase(), path, owner.headers, route.body ? sample(route.body) : undefined);
      if (status !== 404) wrong.push([name, status]);
    }
    expect(wrong).toEqual([]);
  });
});

/** Everybody who can ask: people of each role, keys with each scope, with all, and with none that counts, tokens, nobody. */
async function askersOf(group: Group): Promise<Asker[]> {
  const person = async (role: Role) => ({
    ...{ name: role, kind: 'person' as const, scopes: scopesOfRole(role) },
    headers: (await group.person(role)).headers,
  });
  const key = async (name: string, scopes: readonly Scope[]) => ({
    ...{ name: `key with ${name}`, kind: 'program' as const, scopes },
    headers: bearer(
      (await group.operator.client.keys.create({ name, scopes: keyScopes.filter((scope) => scopes.includes(scope)) })).secret,
    ),
  });
  const token = async ({ name, headers, kind, scopes }: Asker) => ({
    ...{ name: `token of ${name}`, kind: 'program' as const },
    // A person's token speaks for the role, and never for the whole installation.
    scopes: scopes.filter((scope) => rights[scope].isForKeys && (kind === 'program' || !operatorScopes.includes(scope))),
    headers: bearer((await group.client(headers).call('createToken', {})).token),
  });
  const nobody = (name: string, headers: Readonly<Record<string, string>>): Asker => ({ name, headers, kind: 'nobody', scopes: [] });

  const people = await Promise.all(roleSchema.options.map(person));
  const operator: Asker = {
    ...{ name: 'operator', kind: 'person', scopes: [...scopesOfRole('owner'), ...operatorScopes] },
    headers: (await group.signInOperator()).headers,
  };
  const all = await key('all', keyScopes);
  const single = await Promise.all(keyScopes.map((scope) => key(scope, [scope])));
  const revoked = await group.operator.client.keys.create({ name: 'revoked', scopes: ['photos:read'] });
  await group.operator.client.keys.revoke(revoked.id);
  return [
    operator,
    ...people,
    all,
    ...single,
    ...(await Promise.all([...people, operator, all].map(token))),
    nobody('nobody', {}),
    nobody('a revoked key', bearer(revoked.secret)),
    nobody('an expired key', bearer(await group.expiredKey())),
    nobody('a guessed key', bearer(`fck_${'A'.repeat(43)}`)),
    nobody('a guessed session', { cookie: `forecourt_session=${'A'.repeat(43)}` }),
    nobody('a token of nobody', bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.')),
  ];
}

function bearer(secret: string): Record<string, string> {
  return { authorization: `Bearer ${secret}` };
}

/** One of each thing in a dealership that the others do not belong to. */
async function thingsOfAnother(group: Group): Promise<Record<string, string>> {
  const there = await group.another();
  const { client } = there;
  const vehicle = await client.vehicles.create({ stockNumber: 'T-1', make: 'Saab', model: '900' });
  const photoId = await sendPhoto(group.server.url, there.headers, vehicle.id, redCarPhoto());
  const photo = await client.photos.get(photoId);
  const key = await client.keys.create({ name: 'Theirs', scopes: ['photos:read'] });
  const given = await client.imports.create({ kind: 'csv', name: 'stock.csv', bytes: 10 });
  const invitation = await client.call('createInvitation', { body: { email: 'new@theirs.example', role: 'viewer' } });
  const [session] = (await client.call('listSessions', {})).items;
  const provider = await client.call('createProvider', { body: { kind: 'local' } });
  const identity = await client.session.read();
  return {
    vehicleId: vehicle.id,
    photoId,
    jobId: photo.job?.id ?? '',
    importId: given.id,
    providerId: provider.id,
    sha256: photo.asset.sha256,
    keyId: key.id,
    invitationId: invitation.id,
    sessionId: session?.id ?? '',
    personId: identity.person?.id ?? '',
    dealershipId: identity.dealership.id,
  };
}
