import { type Client, createClient } from '@forecourt/sdk/client';
import { keyScopeSchema, type Scope, scopesOfRole } from '@forecourt/sdk/contract';
import { pino } from 'pino';
import { expect } from 'vitest';
import { type ListeningForecourt, type ListenOptions, listenForecourt } from '../listen.ts';
import type { Column, Place } from './columns.ts';

/** A dealership as its owner has it, whom the application around us has signed in. */
export interface Tenant {
  /** Calls as the owner. */
  readonly client: Client;
  /** Headers that make a request the owner's. */
  readonly headers: Readonly<Record<string, string>>;
  /** Makes an API key. */
  key(scopes?: readonly Scope[]): Promise<{ readonly id: string; readonly secret: string; readonly client: Client }>;
}

export interface TestServer extends AsyncDisposable, Omit<ListeningForecourt, typeof Symbol.asyncDispose> {
  readonly place: Place;
  /** Lines of its log. */
  readonly log: readonly string[];
  tenant(name: string): Tenant;
}

const tenantHeader = 'x-tenant';

/** Options of a server in tests: on a free port, quiet, nothing from the environment, and no worker unless one is asked for. */
export function testOptions(place: Place, log: string[] = []): ListenOptions {
  return {
    port: 0,
    host: '127.0.0.1',
    dataDir: place.dataDir,
    ...(place.url !== undefined && { databaseUrl: place.url }),
    worker: false,
    environment: {},
    checkAnswers: true,
    // No test asks the names of the world: only addresses that are written out lead anywhere.
    resolveHost: async () => [],
    rateLimit: 0,
    passwordCost: 10,
    logger: pino({ level: 'debug' }, { write: (line: string) => log.push(line) }),
  };
}

/** A server on a place of its own, where any number of dealerships is let in by name. */
export async function startTestServer(column: Column, options: ListenOptions = {}): Promise<TestServer> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await column.makePlace());
  const log: string[] = [];
  const server = stack.use(
    await listenForecourt({
      ...testOptions(place, log),
      authenticate(request) {
        const id = request.headers.get(tenantHeader);
        return id === null ? null : { dealership: { id, name: id }, person: { name: `Owner of ${id}` }, role: 'owner' };
      },
      ...options,
    }),
  );
  const rest = stack.move();
  return { ...server, place, log, tenant: (name) => tenant(server.url, name), [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

function tenant(url: string, name: string): Tenant {
  const headers = { [tenantHeader]: name };
  const client = createClient({ url, headers, retries: 0 });
  return {
    client,
    headers,
    async key(scopes = scopesOfRole('owner').filter((scope) => keyScopeSchema.safeParse(scope).success)) {
      const { id, secret } = await client.keys.create({ name: 'Test', scopes: [...scopes] });
      return { id, secret, client: createClient({ url, key: secret, retries: 0 }) };
    },
  };
}

/** Sends a photo in one request, as a tus client without chunks. @returns its id */
export async function sendPhoto(
  url: string,
  headers: Readonly<Record<string, string>>,
  vehicleId: string,
  bytes: Uint8Array,
): Promise<string> {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const answer = await fetch(`${url}/api/v1/uploads`, {
    method: 'POST',
    headers: {
      ...headers,
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(bytes.byteLength),
      'Upload-Metadata': `filename ${base64('car.png')},vehicleId ${base64(vehicleId)}`,
      'Content-Type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(bytes),
  });
  const photoId = answer.headers.get('forecourt-photo-id');
  expect(photoId, `${answer.status} ${answer.headers.get('forecourt-problem')}`).toMatch(/^[0-9a-f-]{36}$/);
  return photoId ?? '';
}
