import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../packages/sdk/src/clock/clock.ts';
import { createSshConnection, type SshConnection } from '../../packages/sdk/src/remote/plain-ssh/connection.ts';
import { openssh, sshClient, startSshServer, temporaryFolder } from '../../packages/testing/src/index.ts';
import { type Benchmark, Skipped } from '../benchmark.ts';
import { alternately, compare, median } from '../measure.ts';

const run = promisify(execFile);
const commands = 100;
const wantedMs = 6;

/** A command over a connection that is open, beside OpenSSH's own client over the connection that its master keeps. */
export const sshCommand: Benchmark = {
  name: 'roads.ssh-command',
  title: 'a command over an open SSH connection, median, beside ssh with ControlMaster',
  target: { field: 'value', bound: 'at most', limit: wantedMs },
  repeat: 9,
  async run(context) {
    for (const part of [openssh, sshClient]) if (!part.isThere) throw new Skipped(part.note.trim());
    await using server = await startSshServer({ config: ['SetEnv HOME=/nonexistent'] });
    await using folder = await temporaryFolder();
    const socket = join(folder.path, 'master');
    const quiet = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'];
    const ssh = (...more: readonly string[]) =>
      run('ssh', ['-F', 'none', '-S', socket, '-i', server.key.path, '-p', String(server.port), ...quiet, ...more]);
    const place = `${server.user}@127.0.0.1`;
    await ssh('-M', '-f', '-N', place);
    await using connection = createSshConnection({
      address: { host: '127.0.0.1', port: server.port, user: server.user },
      privateKey: server.key.privateKey,
      fingerprint: server.hostKey.fingerprint,
      sessions: 1,
      clock: systemClock,
    });
    try {
      const pairs = await alternately(context, {
        unit: 'ms',
        ours: () => medianMs(() => command(connection, context.signal)),
        peer: () => medianMs(() => ssh(place, 'true')),
      });
      return compare(pairs, { unit: 'ms', peer: 'ssh, ControlMaster', better: 'less', details: [`${commands} times true each time`] });
    } finally {
      await ssh('-O', 'exit', place);
    }
  },
};

function command(connection: SshConnection, signal: AbortSignal): Promise<void> {
  return connection.channel(signal, 'true', async (channel) => {
    channel.resume();
    const [code] = await once(channel, 'close');
    if (code !== 0) throw new Error(`The command ended with ${code}.`);
  });
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < commands; count++) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}
