import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startGuarded } from '../guarded-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type SshKey, sshClient } from './ssh-keys.ts';

export interface RunningSshAgent extends AsyncDisposable {
  /** What stands in SSH_AUTH_SOCK. */
  readonly socket: string;
}

/** A real ssh-agent that holds these keys. It ends with its scope, and with this process. */
export async function startSshAgent(...keys: readonly SshKey[]): Promise<RunningSshAgent> {
  const folder = await temporaryFolder();
  const socket = join(folder.path, 'agent.sock');
  const beside = (name: string) => join(dirname(sshClient.path()), name);
  const agent = await startGuarded(beside('ssh-agent'), ['-D', '-a', socket], { ready: /SSH_AUTH_SOCK/ });
  await promisify(execFile)(beside('ssh-add'), ['-q', ...keys.map(({ path }) => path)], { env: { SSH_AUTH_SOCK: socket } });
  return {
    socket,
    async [Symbol.asyncDispose]() {
      await agent.end('SIGTERM');
      await folder[Symbol.asyncDispose]();
    },
  };
}
