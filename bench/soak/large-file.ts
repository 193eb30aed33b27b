import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileSource, fileTarget, type Host } from '../../packages/sdk/src/remote/index.ts';
import type { TcpProxy } from '../../packages/testing/src/index.ts';
import type { SoakContext, SoakVerdict } from './soak.ts';

const cutEveryBytes = 150_000_000;
const pieceBytes = 8_000_000;
/** A good office line: a cut every six seconds. */
const bytesPerSecond = 25_000_000;
/** What a cut costs at most: a chunk or what was under way, and what stood in buffers. */
const bytesOfACut = 24_000_000;

export interface LargeFileParts extends Pick<SoakContext, 'count' | 'signal' | 'say'> {
  readonly folder: string;
  readonly host: Pick<Host, 'send' | 'fetch'>;
  /** Everything between the two goes through it. */
  readonly network: TcpProxy;
}

/** Sends a file of `count` megabytes of chance to a host and fetches it again, and breaks every connection now and then. */
export async function thereAndBack({ folder, host, network, count, signal, say }: LargeFileParts): Promise<SoakVerdict> {
  const path = join(folder, 'large.bin');
  const pieces = function* () {
    for (let at = 0; at < count * 1_000_000; at += pieceBytes) yield randomBytes(Math.min(pieceBytes, count * 1_000_000 - at));
  };
  await pipeline(Readable.from(pieces()), createWriteStream(path));
  const source = await fileSource(path);
  let cuts = 0;
  const cutting = () => {
    let next = cutEveryBytes;
    return ({ doneBytes }: { readonly doneBytes: number }) => {
      if (doneBytes < next) return;
      next += cutEveryBytes;
      cuts++;
      network.cut();
    };
  };
  // An agent that dials has its server at the other end: both ways count.
  const carried = () => network.sentBytes + network.receivedBytes;
  const before = carried();
  const file = await host.send(source, { signal, bytesPerSecond, onProgress: cutting() });
  say(`sent with ${cuts} cuts`);
  await using target = fileTarget(join(folder, 'back.bin'));
  await host.fetch(file, target, { signal, bytesPerSecond, onProgress: cutting() });
  const carriedBytes = carried() - before;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(join(folder, 'back.bin'))) hash.update(piece);
  const isSame = hash.digest('hex') === source.sha256;
  const againBytes = Math.max(0, carriedBytes - 2 * source.bytes);
  // Frames and encryption add a little to every byte.
  const isGood = isSame && againBytes <= (cuts + 1) * bytesOfACut + source.bytes * 0.02;
  const lines = [
    `${count} MB there and back with ${cuts} cuts: ${isSame ? 'the same' : 'ANOTHER'} SHA-256, ${Math.round(againBytes / 1e6)} MB carried again`,
    isGood ? 'Every promise held.' : 'A PROMISE WAS BROKEN.',
  ];
  return { isGood, lines, facts: { isSame, cuts, againBytes } };
}
