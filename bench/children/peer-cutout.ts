// What `forecourt cutout PHOTO -o OUT` does, done with the peer: `peer-cutout.ts PHOTO OUT`.

import { readFile, writeFile } from 'node:fs/promises';
import { loadPeer } from '../sides/peer.ts';

const [photo, out] = process.argv.slice(2);
if (photo === undefined || out === undefined) {
  console.error('Usage: peer-cutout.ts PHOTO OUT');
  process.exit(2);
}
const cutOut = await loadPeer();
const cutout = await cutOut(await readFile(photo), 'image/png');
await writeFile(out, await cutout.bytes());
