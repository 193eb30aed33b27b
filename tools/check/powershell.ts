import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { powerShell } from '@forecourt/testing';
import { type Counts, onePassed, root, toolEnvironment } from './step.ts';

const longestInstallMs = 180_000;

/**
 * Sees to it that the scripts of a host are run by a real PowerShell: by the one of this machine, or by one that the .NET SDK installs into
 * `.tools`. Where neither can be had it says so aloud; the scripts are then read by a parser and checked by the rules of 5.1 alone.
 */
export async function checkPowerShell(): Promise<Counts> {
  if (powerShell.isThere) {
    console.log(`   ✓ ${powerShell.path()}`);
    return onePassed;
  }
  const why = await install();
  if (powerShell.isThere) {
    console.log(`   ✓ ${powerShell.path()}, installed by the .NET SDK`);
    return onePassed;
  }
  console.log(`   – not run: the PowerShell scripts were read by a parser and not run, since ${why}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

/** @returns why there is none, in words */
async function install(): Promise<string> {
  const args = ['tool', 'install', '--tool-path', join(root, '.tools'), 'PowerShell'];
  const child = spawn('dotnet', args, { stdio: ['ignore', 'pipe', 'pipe'], env: toolEnvironment(), timeout: longestInstallMs });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return new Promise((resolve) => {
    child.once('error', () => resolve('there is neither PowerShell nor the .NET SDK on this machine'));
    child.once('close', (code, signal) => {
      const last = said.trim().split('\n').at(-1)?.trim() ?? '';
      resolve(
        signal === null
          ? `\`dotnet tool install PowerShell\` ended with ${code}: ${last}`
          : `the .NET SDK did not install it in three minutes`,
      );
    });
  });
}
