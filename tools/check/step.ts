import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Step {
  readonly name: string;
  /** What it proves. */
  readonly title: string;
  /** Does it, printing what went wrong. */
  run(): Promise<Counts>;
}

export interface StepResult extends Counts {
  readonly step: Step;
  readonly seconds: number;
}

export async function runStep(step: Step): Promise<StepResult> {
  console.log(`── ${step.name}: ${step.title}`);
  const started = performance.now();
  const counts = await step.run().catch((error: unknown): Counts => {
    console.error(error);
    return oneFailed;
  });
  return { step, ...counts, seconds: (performance.now() - started) / 1000 };
}

export const onePassed: Counts = { passed: 1, failed: 0, skipped: 0 };
export const oneFailed: Counts = { passed: 0, failed: 1, skipped: 0 };

/** Runs the command of an installed package under this Node and gives its exit code. */
export async function runTool(
  packageName: string,
  command: string,
  args: readonly string[],
  cwd: string = root,
  nodeArgs: readonly string[] = [],
): Promise<number> {
  return runProgram(process.execPath, [...nodeArgs, toolPath(packageName, command), ...args], cwd);
}

/** Runs a program, its output being ours, and gives its exit code. */
export async function runProgram(program: string, args: readonly string[], cwd: string = root): Promise<number> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], env: toolEnvironment() });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', (code) => done(code ?? 1));
  });
}

/** The pinned Node comes first on the path, for tools that start `node` themselves. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const delimiter = process.platform === 'win32' ? ';' : ':';
  return {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
    FORCE_COLOR: '0',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

function toolPath(packageName: string, command: string): string {
  const folder = join(root, 'node_modules', packageName);
  const manifest: { bin: Record<string, string> | string } = createRequire(import.meta.url)(join(folder, 'package.json'));
  const path = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  if (path === undefined) throw new Error(`${packageName} has no command ${command}`);
  return join(folder, path);
}
