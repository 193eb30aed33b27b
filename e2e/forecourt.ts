import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repositoryFolder } from '@forecourt/testing';

export const mainPath = join(repositoryFolder, 'packages', 'sdk', 'src', 'cli', 'main.ts');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly errors: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when this text was on stdout for so many times. */
  seen(text: string, times?: number): Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the real command as a process of its own: this Node, the sources as they are, nothing of the caller's settings. */
export function start(args: readonly string[], { cwd, env }: Surroundings): Running {
  return startProgram(['--disable-warning=ExperimentalWarning', mainPath, ...args], { cwd, env });
}

/** Starts Node, or another program, with these arguments and keeps what it says. */
export function startProgram(args: readonly string[], { cwd, env }: Surroundings, program: string = process.execPath): Running {
  // Neither the caller's settings nor what npm and the test runner tell their own children.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(FORECOURT_|VITEST|INIT_CWD$|npm_)/.test(name));
  const child = spawn(program, args, { cwd, env: { ...Object.fromEntries(inherited), ...env }, stdio: 'pipe' });
  child.stdin.end();
  const [out, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const text = () => Buffer.concat(out).toString();
  return {
    child,
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, out: text(), errors: Buffer.concat(errors).toString() })),
    async seen(wanted, times = 1) {
      while (text().split(wanted).length <= times) await once(child.stdout, 'data');
    },
  };
}

/** Runs the command to its end. */
export function forecourt(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** The objects of a text that has one a line, and nothing else. */
export function objects(text: string): Record<string, unknown>[] {
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error(`The last line is not ended: ${text.slice(-80)}`);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}
