// Both servers of the upload benchmarks in one process: `upload-server.ts FOLDER`. Ours receives over tus, with its database, up to a
// file synced in storage under its hash; the peer is a plain PUT that hashes what comes and writes it to a file. Says over IPC where.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { listen, openReceiver, prepareGround } from '../../packages/server/src/uploads/testing/receiving.ts';
import type { UploadServers } from '../uploads/servers.ts';

const [folder = ''] = process.argv.slice(2);
const ground = await prepareGround({ makePlace: async () => ({ dataDir: folder, [Symbol.asyncDispose]: async () => undefined }) });
const receiver = await openReceiver(ground, { limits: { maxBytes: 4_000_000_000 } });
const ours = await listen(receiver, ground.ours.caller);

let count = 0;
async function put(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const path = join(folder, `put-${count++}`);
  const hash = createHash('sha256');
  incoming.on('data', (piece: Buffer) => hash.update(piece));
  await pipeline(incoming, createWriteStream(path));
  outgoing.end(hash.digest('hex'));
  await rm(path);
}
const peer = createServer((incoming, outgoing) => void put(incoming, outgoing));
peer.listen(0, '127.0.0.1');
await once(peer, 'listening');

const said: UploadServers = {
  ours: ours.url,
  vehicleId: ground.ours.vehicleId,
  peer: `http://127.0.0.1:${(peer.address() as AddressInfo).port}`,
};
process.send?.(said);
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
