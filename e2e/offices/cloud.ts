import { type Client, createClient } from '@forecourt/sdk/client';
import {
  installTinyModel,
  makeNetwork,
  type Network,
  owner,
  type Place,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from '@forecourt/testing';

/** A platform in a network of its own, and somebody who runs it. */
export interface Cloud extends AsyncDisposable {
  readonly network: Network;
  readonly place: Place;
  readonly server: ServerProcess;
  readonly dataDir: string;
  /** Signed in as the owner. */
  readonly client: Client;
}

/** Starts a platform on PGlite in a place of a new network, with a cable to the tests. */
export async function openCloud(more: Readonly<Record<string, string>> = {}): Promise<Cloud> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const network = opened.use(await makeNetwork());
  const place = await network.place('cloud');
  const cable = await network.cable(network.here, place);
  const { model, dataDir, cacheDir } = await installTinyModel(folder.path);
  const environment = {
    ...{ FORECOURT_MODEL: model, FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_THREADS: '1' },
    // Offices reach it at other addresses than the tests do.
    ...{ HOST: '0.0.0.0', FORECOURT_RATE_LIMIT: '100000' },
    ...more,
  };
  const server = opened.use(await startServer(environment, undefined, { place, address: cable.addressOf(place) }));
  const cookie = await signIn(server.url);
  const client = createClient({ url: server.url, headers: { cookie, origin: server.url }, retries: 10 });
  const stack = opened.move();
  return { network, place, server, dataDir, client, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function signIn(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json', origin: url };
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', body: JSON.stringify(owner), headers });
  if (!answer.ok) throw new Error(`Signing in answered ${answer.status}.`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
