import { createHash, createPublicKey, verify } from 'node:crypto';
import { findApiKey } from '../../packages/server/src/database/api-keys.ts';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { createIdentity } from '../../packages/server/src/identity/index.ts';
import { temporaryFolder } from '../../packages/testing/src/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';

const allowedMs = 1;
const checks = 2_000;

/** An API key that has been asked for before, beside the query that finds it. */
export const keyCheck: Benchmark = {
  name: 'identity.key',
  title: 'check of an API key, median, beside one query for it',
  target: { field: 'value', bound: 'at most', limit: allowedMs },
  repeat: 5,
  run: (context) =>
    withIdentity(async ({ database, identity, secret }) => {
      const request = new Request('http://localhost/', { headers: { authorization: `Bearer ${secret}` } });
      const keyHash = createHash('sha256').update(secret).digest('hex');
      const pairs = await alternately(context, {
        unit: 'ms',
        ours: () => medianMs(() => identity.identify(request)),
        peer: () => medianMs(() => findApiKey(database.orm, keyHash)),
      });
      return compare(pairs, { unit: 'ms', peer: 'a query', better: 'less' });
    }),
};

/** A token, beside the signature alone. */
export const tokenCheck: Benchmark = {
  name: 'identity.token',
  title: 'check of a token for a service, median, beside its signature alone',
  target: { field: 'value', bound: 'at most', limit: allowedMs },
  repeat: 5,
  run: (context) =>
    withIdentity(async ({ identity, caller }) => {
      const { token } = await identity.tokens.create(caller);
      const request = new Request('http://localhost/', { headers: { authorization: `Bearer ${token}` } });
      const { keys } = await identity.tokens.keys();
      const key = createPublicKey({ key: { ...keys[0] }, format: 'jwk' });
      const end = token.lastIndexOf('.');
      const [signed, signature] = [Buffer.from(token.slice(0, end)), Buffer.from(token.slice(end + 1), 'base64url')];
      const pairs = await alternately(context, {
        unit: 'ms',
        ours: () => medianMs(() => identity.identify(request)),
        peer: () => medianMs(async () => verify(null, signed, key, signature)),
      });
      return compare(pairs, { unit: 'ms', peer: 'signature', better: 'less' });
    }),
};

async function withIdentity<T>(work: (parts: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  await using database = await openDatabase({ dataDir: folder.path });
  const parts = await open(database);
  try {
    return await work(parts);
  } finally {
    await parts.identity.close();
  }
}

async function open(database: Awaited<ReturnType<typeof openDatabase>>) {
  const identity = createIdentity({ database, passwordCost: 10 });
  const code = (await identity.firstRun?.makeCode()) ?? '';
  const owner = { dealership: 'Motors', name: 'Ada', email: 'ada@motors.example', password: 'a long enough password' };
  const { caller } = await identity.setUp(code, owner, { clientAddress: '127.0.0.1', isSecure: false });
  const { secret } = await identity.keys.create(caller, { name: 'Website', scopes: ['photos:read'] });
  return { database, identity, caller, secret };
}

async function medianMs(check: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < checks; index++) {
    const started = performance.now();
    await check();
    times.push(performance.now() - started);
  }
  return times.sort((one, other) => one - other)[checks / 2] ?? Number.NaN;
}
