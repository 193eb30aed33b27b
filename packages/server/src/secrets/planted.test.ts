import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, createClient } from '@forecourt/sdk/client';
import { type Route, routes } from '@forecourt/sdk/contract';
import { type OpenAiEmulator, onFreePort, startOpenAiEmulator } from '@forecourt/testing';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { sql } from '../database/drizzle.ts';
import { type Database, openDatabase } from '../database/open.ts';
import { rowsOf } from '../database/orm.ts';
import { listenForecourt } from '../listen.ts';
import { onBothColumns, type Place } from '../testing/columns.ts';
import { testOptions } from '../testing/server.ts';
import { keyFileName } from './key-file.ts';

const setting = {
  smtp: 'planted-smtp-password',
  google: 'planted-google-secret',
  metrics: 'planted-metrics-token-0123456789',
  database: 'planted-database-password',
};
const typed = {
  password: 'planted first password',
  wrong: 'planted wrong password',
  next: 'planted second password',
  providerKey: 'sk-planted-first-key-0123456789',
  nextProviderKey: 'sk-planted-second-key-0123456789',
  refusedProviderKey: 'sk-planted-refused-key-0123456789',
};

onBothColumns('secrets that are planted', (column) => {
  it('are found in no line of the log, no row, no file and no answer but the one that they are for', async () => {
    await using place = await column.makePlace();
    const log: string[] = [];
    const deadPort = await onFreePort((port) => Promise.resolve(port));
    const planted = new Map<string, string>(Object.entries({ ...setting, ...typed }));
    const environment = {
      FORECOURT_SMTP_URL: `smtp://mailer:${setting.smtp}@127.0.0.1:${deadPort}`,
      FORECOURT_MAIL_FROM: 'photos@motors.example',
      FORECOURT_GOOGLE_CLIENT_ID: 'forecourt',
      FORECOURT_GOOGLE_CLIENT_SECRET: setting.google,
      FORECOURT_METRICS_TOKEN: setting.metrics,
      FORECOURT_OUTBOUND_ALLOW: '127.0.0.0/8',
    };
    const answers: string[] = [];
    {
      await using server = await listenForecourt({
        ...testOptions({ ...place, ...withPassword(place) }),
        environment,
        logger: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
      });
      const { code } = await server.forecourt.setup();
      planted.set('set-up code', code ?? expect.unreachable());
      const cookie = await setUp(server.url, code);
      planted.set('session', cookie.split('=')[1] ?? expect.unreachable());
      const owner = createClient({ url: server.url, headers: { cookie, origin: server.url }, retries: 0 });
      await useProvider(owner);
      for (const [name, secret] of await useAll(owner, `http://127.0.0.1:${deadPort}/hook`)) planted.set(name, secret);
      answers.push(...(await failAll(server.url, planted, cookie)));
      if (place.url !== undefined) answers.push(...(await failInDatabase(place, server.url)));
      await owner.call('changePassword', { body: { current: typed.password, password: typed.next } });
    }
    const ring = z
      .object({ keys: z.array(z.object({ key: z.string() })) })
      .parse(JSON.parse(await readFile(join(place.dataDir, keyFileName), 'utf8')));
    for (const { key } of ring.keys) planted.set('key of the ring', key);
    await using database = await openDatabase(place);
    const places: Record<string, string> = {
      'the log': log.join(''),
      'answers to what failed': answers.join('\n'),
      ...(await dump(database)),
    };
    await database.close();
    for (const [path, bytes] of await filesIn(place.dataDir)) places[path] = bytes.toString('latin1');
    expect(planted.size).toBeGreaterThan(12);
    expect(log.length).toBeGreaterThan(100);
    const found = Object.entries(places).flatMap(([where, text]) =>
      [...planted].filter(([, secret]) => formsOf(secret).some((form) => text.includes(form))).map(([name]) => `${name} in ${where}`),
    );
    expect(found).toEqual([]);
  });

  it('are in no word about a database that cannot be reached', async () => {
    await using place = await column.makePlace();
    const port = await onFreePort((free) => Promise.resolve(free));
    const log: string[] = [];
    const options = testOptions(place, log);
    const failure = await listenForecourt({
      ...options,
      databaseUrl: `postgres://forecourt:${setting.database}@127.0.0.1:${port}/cars`,
    }).then(
      () => expect.unreachable(),
      (error: unknown) => error,
    );
    options.logger?.error({ err: failure }, 'the server could not start');
    expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect([...log, JSON.stringify(failure), String(failure)].join('\n')).not.toContain(setting.database);
  });
});

/** PostgreSQL asks this user for no password, so any will do. */
function withPassword({ url }: Place): { url?: string } {
  if (url === undefined) return {};
  const address = new URL(url);
  address.password = setting.database;
  return { url: address.href };
}

async function setUp(url: string, code: string | null): Promise<string> {
  const answer = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, dealership: 'Motors', name: 'Ann', email: 'ann@motors.example', password: typed.password }),
  });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? expect.unreachable();
}

/** Has every secret made that somebody can ask for. */
async function useAll(owner: Client, hook: string): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>();
  const key = await owner.keys.create({ name: 'Website', scopes: ['photos:read'] });
  secrets.set('API key', key.secret);
  const webhook = await owner.call('createWebhook', { body: { url: hook, description: '', eventTypes: ['vehicle.created'] } });
  secrets.set('webhook secret', webhook.secret);
  secrets.set('token', (await owner.call('createToken', {})).token);
  const invited = await owner.call('createInvitation', { body: { email: 'ben@motors.example', role: 'editor' } });
  secrets.set('invitation', tokenIn(invited));
  const { items } = await owner.call('listPeople', {});
  const person = items[0] ?? expect.unreachable();
  secrets.set('password reset', tokenIn(await owner.call('makePasswordReset', { params: { personId: person.id } })));
  const vehicle = await owner.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
  await owner.vehicles.delete(vehicle.id);
  return secrets;
}

/** Enters keys of a provider that takes them and of one that does not, uses one that fails, and changes it. */
async function useProvider(owner: Client): Promise<void> {
  await using first = await startOpenAiEmulator({ apiKey: typed.providerKey });
  await using second = await startOpenAiEmulator({ apiKey: typed.nextProviderKey });
  const body = (openai: OpenAiEmulator, key: string) => ({ kind: 'openai' as const, key, baseUrl: openai.url });
  const refused = await owner.call('createProvider', { body: body(first, typed.refusedProviderKey) }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'PROVIDER_KEY_REFUSED' });
  const { id } = await owner.call('createProvider', { body: body(first, typed.providerKey) });
  const params = { providerId: id };
  for (const fault of ['unauthenticated', 'server-error', 'html', 'reset'] as const) {
    first.failWith(() => ({ kind: fault }));
    await owner.call('testProvider', { params });
  }
  await owner.call('changeProviderKey', { params, body: { key: typed.nextProviderKey, baseUrl: second.url } });
  expect(second.requests.at(-1)?.headers.authorization).toBe(`Bearer ${typed.nextProviderKey}`);
}

/** The one-time part of a link. */
function tokenIn(answer: object): string {
  return /[\w-]{40,}/.exec(JSON.stringify(answer))?.[0] ?? expect.unreachable();
}

/** Sends secrets where they do not belong, or in a shape that is refused, to every route that takes something. @returns the answers */
async function failAll(url: string, planted: ReadonlyMap<string, string>, cookie: string): Promise<string[]> {
  const answers: string[] = [];
  const all = Object.fromEntries(planted);
  const bodies = [
    JSON.stringify({ email: 'ann@motors.example', password: typed.wrong }),
    JSON.stringify({ ...all, password: 7, token: [typed.wrong], code: all }),
    `{"password":"${typed.password}`,
    JSON.stringify([typed.password, ...planted.values()]),
  ];
  const own = { cookie, origin: url };
  for (const route of Object.values<Route>(routes)) {
    if (!route.body) continue;
    const path = route.path.replace(/\{\w+\}/g, () => '01990000-0000-7000-8000-000000000000');
    for (const body of bodies) {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method: route.method.toUpperCase(),
        headers: { ...own, 'Content-Type': 'application/json' },
        body,
      });
      if (!answer.ok) answers.push(await answer.text());
    }
  }
  for (const secret of planted.values()) {
    for (const headers of [
      { authorization: `Bearer ${secret}x` },
      { authorization: `Basic ${secret}` },
      { cookie: `forecourt_session=${secret}x` },
    ]) {
      answers.push(await (await fetch(`${url}/api/v1/session`, { headers })).text());
    }
  }
  return answers;
}

/** A query with a secret's hash among its parameters fails: neither log nor answer may quote more than that. */
async function failInDatabase(place: Place, url: string): Promise<string[]> {
  await using database = await openDatabase(place);
  await database.orm.execute(sql`alter table sessions rename to sessions_away`);
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'ann@motors.example', password: typed.password }),
  });
  await database.orm.execute(sql`alter table sessions_away rename to sessions`);
  expect(answer.status).toBe(500);
  return [await answer.text()];
}

/** All tables as text. */
async function dump({ orm }: Database): Promise<Record<string, string>> {
  const tables = rowsOf(
    z.object({ name: z.string() }),
    await orm.execute(sql`select table_schema || '.' || table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`),
  );
  const text: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = rowsOf(z.object({ row: z.string() }), await orm.execute(sql.raw(`select to_json(one)::text as row from ${name} one`)));
    text[`table ${name}`] = rows.map(({ row }) => row).join('\n');
  }
  return text;
}

async function filesIn(folder: string): Promise<[string, Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== keyFileName)
    .map(({ parentPath, name }) => join(parentPath, name));
  return await Promise.all(files.map(async (path): Promise<[string, Buffer]> => [path, await readFile(path)]));
}

/** A secret as it may stand somewhere: as it is, in part, or written in another way. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const written = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
  ];
  return [...written, secret.slice(-20)];
}
