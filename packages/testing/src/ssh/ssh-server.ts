import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from '../free-port.ts';
import { startGuarded } from '../guarded-process.ts';
import { systemPart } from '../system-part.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { descendants, killProcess } from './process-tree.ts';
import { makeSshKey, type SshKey, type SshKeyKind } from './ssh-keys.ts';

/** Whether this machine has OpenSSH's server; `note` is for the title of what is skipped without. */
export const openssh = systemPart('sshd', { debianPackage: 'openssh-server', folders: () => ['/usr/sbin'] });

export interface SshServerOptions {
  /** Shells, commands and SFTP at once on one connection; forwarded ports do not count. OpenSSH's own default is 10. */
  readonly maxSessions?: number | undefined;
  /** More lines of sshd_config(5), before the others: the first that names a thing counts. */
  readonly config?: readonly string[] | undefined;
}

export interface RunningSshServer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** Who signs in: whoever runs the tests. */
  readonly user: string;
  /** A key that it lets in. */
  readonly key: SshKey;
  /** The one that it shows. */
  readonly hostKey: SshKey;
  /** Makes one more key, and lets it in unless told otherwise. */
  makeKey(kind: SshKeyKind, options?: { readonly isLetIn?: boolean }): Promise<SshKey>;
  /** Lets in whoever has this key, as a line of authorized_keys. */
  letIn(publicKey: string): Promise<void>;
  /** Ids of the processes of its connections. */
  connections(): readonly number[];
  /** Ends all connections at once; what they started stays, as it does when a network breaks. */
  cut(): void;
  /** Ends the server, its connections and what runs on them, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with another host key if asked. */
  restart(options?: { readonly hostKey?: 'new' | 'same' }): Promise<void>;
  output(): string;
}

/**
 * A real OpenSSH server with its own keys and settings, on loopback. It ends with its scope, and with this process.
 *
 * @example
 * await using server = await startSshServer({ maxSessions: 2 });
 * const road = sshRoad({ host: '127.0.0.1', port: server.port, user: server.user, privateKey: server.key.privateKey, … });
 */
export async function startSshServer({ maxSessions = 10, config = [] }: SshServerOptions = {}): Promise<RunningSshServer> {
  const program = openssh.path();
  // sshd gives up its rights into this folder, which Debian's service makes when it starts.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const folder = await temporaryFolder();
  const authorized = join(folder.path, 'authorized_keys');
  const settings = join(folder.path, 'sshd_config');
  let names = 0;
  const newKey = (kind: SshKeyKind) => makeSshKey(folder.path, `key-${++names}`, kind);
  const letIn = (key: Pick<SshKey, 'publicKey'>) => appendFile(authorized, `${key.publicKey}\n`, { mode: 0o600 });

  const start = async (port: number, hostKey: SshKey) => {
    const lines = [...config, ...settingsOf({ port, hostKey: hostKey.path, authorized, maxSessions })];
    await writeFile(settings, `${lines.join('\n')}\n`);
    return startGuarded(program, ['-D', '-e', '-f', settings], { ready: /Server listening on 127\.0\.0\.1/ });
  };

  try {
    const key = await newKey('ed25519');
    await letIn(key);
    let hostKey = await newKey('ed25519');
    const [port, first] = await onFreePort(async (candidate) => [candidate, await start(candidate, hostKey)] as const);
    let current = first;
    const sessions = () => descendants(current.pid).filter(({ name }) => name.startsWith('sshd'));
    const kill = async () => {
      const all = descendants(current.pid);
      await current.end('SIGKILL');
      all.forEach(killProcess);
    };
    return {
      port,
      get pid() {
        return current.pid;
      },
      user: userInfo().username,
      key,
      get hostKey() {
        return hostKey;
      },
      async makeKey(kind, { isLetIn = true } = {}) {
        const made = await newKey(kind);
        if (isLetIn) await letIn(made);
        return made;
      },
      letIn: (publicKey) => letIn({ publicKey }),
      connections: () => sessions().map(({ pid }) => pid),
      cut: () => sessions().forEach(killProcess),
      kill,
      async restart({ hostKey: which = 'same' } = {}) {
        await kill();
        if (which === 'new') hostKey = await newKey('ed25519');
        current = await start(port, hostKey);
      },
      output: () => current.output(),
      async [Symbol.asyncDispose]() {
        await kill();
        await folder[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

interface Settings {
  readonly port: number;
  readonly hostKey: string;
  readonly authorized: string;
  readonly maxSessions: number;
}

function settingsOf({ port, hostKey, authorized, maxSessions }: Settings): readonly string[] {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${authorized}`,
    'PidFile none',
    // The folder belongs to the test, but stands in one that everybody may write.
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'AllowTcpForwarding yes',
    `MaxSessions ${maxSessions}`,
    // Many connections at once are no attack here.
    'MaxStartups 1000',
    'Subsystem sftp internal-sftp',
    'LogLevel VERBOSE',
  ];
}
