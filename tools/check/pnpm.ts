import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, toolEnvironment } from './step.ts';

const run = promisify(execFile);

/** Runs the workspace's own version of pnpm in a folder. */
export async function runPnpm(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  const { packageManager }: { packageManager: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const command = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...args];
  return run(npm, command, { cwd, env: toolEnvironment(), maxBuffer: 1 << 26, shell: process.platform === 'win32' });
}
