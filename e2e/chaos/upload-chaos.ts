import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@forecourt/sdk/client';
import { type Column, makeKey, startTcpProxy, temporaryFolder } from '@forecourt/testing';
import { createRandom } from '../random.ts';
import { largePhoto } from './large-photo.ts';
import { readTraffic, type Traffic } from './traffic.ts';
import { startUploadClient, type UploadClient } from './upload-client.ts';

export const kinds = ['client', 'server', 'connection'] as const;
export type Kind = (typeof kinds)[number];

export interface UploadChaosPlan {
  readonly uploads: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly say?: (text: string) => void;
}

/** What came of one upload that was interrupted once. */
export interface Interrupted {
  readonly kind: Kind;
  readonly isHashRight: boolean;
  /** Bytes of the file that were sent a second time. */
  readonly resentBytes: number;
  /** From the moment when the server was ready again to the next byte of the file; only where the server was killed. */
  readonly resumedMs: number | undefined;
  /** The longest that the upload was held by a request whose other end was gone. */
  readonly lockHeldMs: number;
}

export const chunkBytes = 262_144;
const fileBytes = 2_000_000;

/**
 * Uploads one file after the other through a bad network, and once in each, at a random byte, kills the client, kills the
 * server or cuts the connection.
 */
export async function runUploadChaos(column: Column, { uploads, seed, signal, say }: UploadChaosPlan): Promise<Interrupted[]> {
  const random = createRandom(seed);
  const [server] = column.servers;
  if (!server) throw new Error('A column has at least one server.');
  const key = await makeKey(server.url);
  const { id: vehicleId } = await createClient({ url: server.url, key }).vehicles.create({
    stockNumber: `chaos-${seed}`,
    make: 'Red',
    model: 'Car',
  });
  let reached = (_fileBytes: number): void => undefined;
  const traffic = readTraffic((bytes) => reached(bytes));
  await using network = await startTcpProxy({ target: server.port, heard: traffic.heard });
  await using folder = await temporaryFolder();
  const state = join(folder.path, 'state');
  await mkdir(state);
  const url = `http://127.0.0.1:${network.port}`;
  await using client = await startUploadClient({ url, key, vehicleId, folder: state, chunkBytes });

  const interrupt: Record<Kind, () => Promise<number | undefined>> = {
    async client() {
      await client.kill();
      await client.restart();
      return undefined;
    },
    async server() {
      await server.kill();
      await server.restart();
      return performance.now();
    },
    async connection() {
      network.cut();
      return undefined;
    },
  };

  const results: Interrupted[] = [];
  for (let at = 0; at < uploads; at++) {
    signal.throwIfAborted();
    // Each in turn, so that none is left out however few uploads there are.
    const kind = kinds[at % kinds.length] ?? 'connection';
    const path = join(folder.path, `${at}.png`);
    const bytes = largePhoto(fileBytes, seed + at);
    await writeFile(path, bytes);
    const moment = Math.floor(random() * fileBytes);
    const met = new Promise<void>((done) => {
      reached = (sent) => {
        if (sent >= moment) done();
      };
    });
    traffic.reset();
    const interruption = met.then(async () => {
      const cutAt = performance.now();
      return { cutAt, returnedAt: await interrupt[kind]() };
    });
    const got = await uploadThrough(client, path, interruption);
    const { cutAt, returnedAt } = await interruption;
    const wanted = createHash('sha256').update(bytes).digest('hex');
    const result = judge({ kind, isHashRight: got === wanted, traffic, cutAt, returnedAt });
    results.push(result);
    say?.(
      `${at + 1} of ${uploads}: ${kind} at byte ${moment}: sent again ${result.resentBytes}, lock ${Math.round(result.lockHeldMs)} ms` +
        (result.resumedMs === undefined ? '' : `, went on after ${Math.round(result.resumedMs)} ms`),
    );
    await rm(path);
  }
  return results;
}

/** The interruption may fail (a server that does not come back): then nobody waits for the upload. */
function uploadThrough(client: UploadClient, path: string, interruption: Promise<unknown>): Promise<string> {
  const failed = new Promise<never>((_done, fail) => void interruption.catch(fail));
  return Promise.race([client.upload(path), failed]);
}

interface Seen {
  readonly kind: Kind;
  readonly isHashRight: boolean;
  readonly traffic: Traffic;
  readonly cutAt: number;
  readonly returnedAt: number | undefined;
}

function judge({ kind, isHashRight, traffic, cutAt, returnedAt }: Seen): Interrupted {
  const resumedAt = returnedAt === undefined ? undefined : traffic.firstFileByteAfter(returnedAt);
  const lockedMs = traffic.lastLockedAt === undefined ? 0 : traffic.lastLockedAt - cutAt;
  return {
    kind,
    isHashRight,
    resentBytes: traffic.fileBytes - fileBytes,
    // It may have gone on before we noticed that the server was ready.
    resumedMs: returnedAt === undefined ? undefined : Math.max(0, (resumedAt ?? returnedAt) - returnedAt),
    // A server that starts lets questions wait until it is ready: that is no lock.
    lockHeldMs: Math.max(lockedMs, traffic.longestHeadMs(returnedAt ?? cutAt)),
  };
}
