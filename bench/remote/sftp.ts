import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileSource } from '../../packages/sdk/src/remote/index.ts';
import { commandsFor } from '../../packages/sdk/src/remote/plain-ssh/commands.ts';
import { createSshHost } from '../../packages/sdk/src/remote/plain-ssh/index.ts';
import { openssh, sshClient, startSshServer, temporaryFolder } from '../../packages/testing/src/index.ts';
import { type Benchmark, Skipped } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';

const run = promisify(execFile);
const megabytes = 512;

/**
 * A large file to a host without an agent: sent, synced to its disk, and its SHA-256 compared there. The peer is OpenSSH's own client, which
 * is told to sync, with OpenSSH's ssh to hash the file afterwards.
 */
export const sftpThroughput: Benchmark = {
  name: 'hosts.sftp',
  title: `${megabytes} MB to a host over SFTP, checked there, against OpenSSH's own sftp`,
  target: { field: 'ratio', bound: 'at least', limit: 0.8 },
  repeat: 7,
  async run(context) {
    if (!openssh.canStart || !sshClient.canStart) throw new Skipped(`there is no OpenSSH on this machine${openssh.note}${sshClient.note}`);
    await using folder = await temporaryFolder();
    // What the user of this machine has its shell do at each start is nobody's speed.
    await using server = await startSshServer({ config: ['SetEnv HOME=/nonexistent'] });
    const place = join(folder.path, 'host');
    await mkdir(place);
    const path = join(folder.path, 'large.bin');
    await writeFile(path, randomBytes(megabytes * 1_000_000));
    const source = await fileSource(path);
    await using host = createSshHost({
      ...{ id: randomUUID(), name: 'bench', system: 'linux', folder: place },
      address: { host: '127.0.0.1', port: server.port, user: server.user },
      ...{ privateKey: server.key.privateKey, fingerprint: server.hostKey.fingerprint },
      scriptSource: () => Promise.reject(new Skipped('this bench runs no scripts')),
    });
    await host.health();
    // Both hash with the same program: what is measured is how the file gets there.
    const { hash } = commandsFor('linux');
    const known = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', '-i', server.key.path];
    const batch = join(folder.path, 'batch');
    const theirs = join(place, 'theirs.bin');
    await writeFile(batch, `put -f ${path} ${theirs}\n`);
    const timed = async (work: () => Promise<unknown>) => {
      const startedAt = performance.now();
      await work();
      return (megabytes * 1000) / (performance.now() - startedAt);
    };
    const pairs = await alternately(context, {
      unit: 'MB/s',
      async ours() {
        const speed = await timed(() => host.send(source));
        await rm(join(place, 'files', source.sha256));
        return speed;
      },
      async peer() {
        const speed = await timed(async () => {
          await run('sftp', ['-F', 'none', ...known, '-P', String(server.port), '-b', batch, `${server.user}@127.0.0.1`]);
          const hashing = run('ssh', ['-F', 'none', ...known, '-p', String(server.port), `${server.user}@127.0.0.1`, hash]);
          hashing.child.stdin?.end(`${theirs}\n`);
          const { stdout } = await hashing;
          if (!stdout.startsWith(source.sha256)) throw new Error('the peer sent another file');
        });
        await rm(theirs);
        return speed;
      },
    });
    return compare(pairs, {
      unit: 'MB/s',
      peer: 'OpenSSH sftp',
      better: 'more',
      details: [`${megabytes} MB over loopback, synced and hashed`],
    });
  },
};
