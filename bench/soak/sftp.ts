import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileSource, fileTarget } from '../../packages/sdk/src/remote/index.ts';
import { createSshHost } from '../../packages/sdk/src/remote/plain-ssh/index.ts';
import { openssh, startSshServer, startTcpProxy, temporaryFolder } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';
import type { Soak } from './soak.ts';

const cutEveryBytes = 150_000_000;
const pieceBytes = 8_000_000;

/** A file of 2 GB to a host without an agent and back, cut and resumed on the way. `--count` is its size in megabytes. */
export const sftpSoak: Soak = {
  name: 'sync.sftp',
  title: 'two gigabytes to a host over SFTP and back, cut every 150 MB: the same SHA-256, a step back of 8 MB at most',
  count: 2000,
  async run({ count, signal, say }) {
    if (!openssh.canStart) throw new Skipped(`there is no OpenSSH on this machine${openssh.note}`);
    await using folder = await temporaryFolder();
    await using server = await startSshServer({ config: ['SetEnv HOME=/nonexistent'] });
    await using network = await startTcpProxy({ target: server.port });
    const path = join(folder.path, 'large.bin');
    const pieces = function* () {
      for (let at = 0; at < count * 1_000_000; at += pieceBytes) yield randomBytes(Math.min(pieceBytes, count * 1_000_000 - at));
    };
    await pipeline(Readable.from(pieces()), createWriteStream(path));
    const source = await fileSource(path);
    await using host = createSshHost({
      ...{ id: randomUUID(), name: 'soak', system: 'linux', folder: join(folder.path, 'host') },
      address: { host: '127.0.0.1', port: network.port, user: server.user },
      ...{ privateKey: server.key.privateKey, fingerprint: server.hostKey.fingerprint },
      scriptSource: () => Promise.reject(new Skipped('this soak runs no scripts')),
    });
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
    const file = await host.send(source, { signal, onProgress: cutting() });
    const sentBytes = network.sentBytes;
    say(`sent with ${cuts} cuts`);
    await using target = fileTarget(join(folder.path, 'back.bin'));
    await host.fetch(file, target, { signal, onProgress: cutting() });
    const hash = createHash('sha256');
    for await (const piece of createReadStream(join(folder.path, 'back.bin'))) hash.update(piece);
    const isSame = hash.digest('hex') === source.sha256;
    // What a cut costs: what was under way, what stood in buffers, and the heads of requests.
    const againBytes = Math.max(0, sentBytes - source.bytes);
    const isGood = isSame && againBytes <= (cuts + 1) * 24_000_000 + source.bytes * 0.01;
    const lines = [
      `${count} MB there and back with ${cuts} cuts: ${isSame ? 'the same' : 'ANOTHER'} SHA-256, ${Math.round(againBytes / 1e6)} MB sent again`,
      isGood ? 'Every promise held.' : 'A PROMISE WAS BROKEN.',
    ];
    return { isGood, lines, facts: { isSame, cuts, againBytes } };
  },
};
