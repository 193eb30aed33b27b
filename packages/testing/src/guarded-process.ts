import { spawn } from 'node:child_process';

const keptOutputCharacters = 64_000;
const patienceMs = 60_000;

/** Whose rights a program gets: PostgreSQL refuses those of root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface GuardedProcess {
  readonly pid: number;
  readonly ended: Promise<void>;
  /** What it printed last. */
  output(): string;
  /** Sends a signal and waits until it is gone; after a minute it is killed. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface GuardedProcessOptions {
  /** What it prints when it may be used. */
  readonly ready: RegExp;
  readonly account?: Account | undefined;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the system sends it when this process dies without having ended it. */
  readonly orphanSignal?: 'INT' | 'KILL';
}

/**
 * Starts a program and waits until it is ready. It does not outlive this process, however that ends: on Linux the kernel
 * sees to it (prctl(2), PR_SET_PDEATHSIG, by way of setpriv).
 */
export async function startGuarded(program: string, args: readonly string[], options: GuardedProcessOptions): Promise<GuardedProcess> {
  const { ready, account, cwd, env, orphanSignal = 'KILL' } = options;
  const [command, commandArgs] = guarded(program, args, account, orphanSignal);
  const child = spawn(command, commandArgs, {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...compileCache(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  let deadline: NodeJS.Timeout | undefined;
  await new Promise<void>((done, fail) => {
    const refuse = (reason: string) => {
      child.kill('SIGKILL');
      fail(new Error(`${program} did not start: ${reason}\n${output}`));
    };
    deadline = setTimeout(() => refuse(`it is not ready after ${patienceMs} ms`), patienceMs);
    const heard = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptOutputCharacters);
      if (ready.test(output)) done();
    };
    child.stdout.on('data', heard);
    child.stderr.on('data', heard);
    child.once('error', (error) => refuse(error.message));
    // Its last words come after its end.
    child.once('close', () => refuse('it ended at once'));
  }).finally(() => clearTimeout(deadline));
  return {
    pid: child.pid ?? -1,
    ended,
    output: () => output,
    async end(signal) {
      const last = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      child.kill(signal);
      await ended;
      clearTimeout(last);
    },
  };
}

/** What was compiled once need not be again: a server is hundreds of files. */
function compileCache(): Record<string, string> {
  const { NODE_COMPILE_CACHE: folder } = process.env;
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

function guarded(
  program: string,
  args: readonly string[],
  account: Account | undefined,
  orphanSignal: string,
): [command: string, args: string[]] {
  if (process.platform !== 'linux') return [program, [...args]];
  const rights = account ? ['--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups'] : [];
  return ['setpriv', ['--pdeathsig', orphanSignal, ...rights, '--', program, ...args]];
}
