import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createUploader } from '@forecourt/sdk/uploads';
import { fileSource } from '@forecourt/sdk/uploads/node';
import { bareClient } from '../../packages/server/src/uploads/testing/receiving.ts';
import type { UploadServers } from './servers.ts';

/** Sends files with our uploader; gives the milliseconds until the last is stored. The hash is checked at both ends. */
export async function sendOurs({ ours, vehicleId }: UploadServers, paths: readonly string[]): Promise<number> {
  const started = performance.now();
  await using uploader = createUploader({ client: bareClient(ours), storage: null });
  await Promise.all(paths.map(async (path) => uploader.add(await fileSource(path), { vehicleId }).done));
  return performance.now() - started;
}

/** The same by plain PUTs, as many at once over connections that are kept, each file streamed and hashed by the server alone. */
export async function sendPlain({ peer }: UploadServers, paths: readonly string[], parallel = 3): Promise<number> {
  const started = performance.now();
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const queue = [...paths];
  const next = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) await put(peer, path, agent);
  };
  await Promise.all(Array.from({ length: parallel }, next));
  agent.destroy();
  return performance.now() - started;
}

async function put(url: string, path: string, agent: Agent): Promise<void> {
  const outgoing = request(url, { method: 'PUT', agent, headers: { 'content-length': (await stat(path)).size } });
  const answered = once(outgoing, 'response');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), outgoing);
  const [answer]: IncomingMessage[] = await answered;
  if (answer?.statusCode !== 200) throw new Error(`The plain server answered ${answer?.statusCode}.`);
  await answer.toArray();
}
