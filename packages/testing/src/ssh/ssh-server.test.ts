import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sshClient } from './ssh-keys.ts';
import { openssh, type RunningSshServer, startSshServer } from './ssh-server.ts';

const run = promisify(execFile);

function args(server: RunningSshServer, keyPath: string): string[] {
  const quiet = [
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-o',
    'LogLevel=ERROR',
    '-o',
    'IdentitiesOnly=yes',
  ];
  return ['-F', 'none', '-i', keyPath, '-p', String(server.port), ...quiet, `${server.user}@127.0.0.1`];
}

describe.skipIf(!openssh.canStart || !sshClient.canStart)(`OpenSSH on loopback${openssh.note}${sshClient.note}`, () => {
  it('lets its keys in and no others, and runs what it is asked to', async () => {
    await using server = await startSshServer();
    const [rsa, foreign] = [await server.makeKey('rsa'), await server.makeKey('ed25519', { isLetIn: false })];
    for (const key of [server.key, rsa]) {
      expect((await run('ssh', [...args(server, key.path), 'echo hello'])).stdout).toBe('hello\n');
    }
    await expect(run('ssh', [...args(server, foreign.path), 'echo hello'])).rejects.toThrow(/Permission denied/);
  });

  it('can be cut, killed and started again, and leaves no process behind', async () => {
    const server = await startSshServer();
    const { fingerprint } = server.hostKey;
    const open = spawn('ssh', [...args(server, server.key.path), 'echo ready; cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(open.stdout, 'data');
    expect(server.connections().length).toBeGreaterThan(0);
    const ended = once(open, 'close');
    server.cut();
    await ended;
    await server.restart({ hostKey: 'new' });
    expect(server.hostKey.fingerprint).not.toBe(fingerprint);
    const { pid } = server;
    await server[Symbol.asyncDispose]();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
