import { access, rm, writeFile } from 'node:fs/promises';
import { chromium, iproute, nftables, openssh, openssl, postgres, prometheus, redis, sshClient } from '@forecourt/testing';
import { type Counts, runProgram } from './step.ts';

/** What tests run for real and the package manager of this workspace cannot bring. */
const parts = [chromium, postgres, redis, prometheus, openssl, iproute, nftables, openssh, sshClient];

/**
 * Installs what is missing, as root on Debian and Ubuntu. Elsewhere it says what to install: suites that need it then
 * skip aloud, and with `CI=true` it is a failure.
 */
export async function checkMachine(): Promise<Counts> {
  const missing = () => parts.filter((part) => !part.isThere).map(({ debianPackage }) => debianPackage);
  if (missing().length > 0 && (await canInstall())) await install(missing());
  for (const part of parts) console.log(`   ${part.isThere ? `✓ ${part.path()}` : `✗ ${part.note.trim()}`}`);
  const lacking = missing().length;
  const isFailure = process.env.CI === 'true';
  return { passed: parts.length - lacking, failed: isFailure ? lacking : 0, skipped: isFailure ? 0 : lacking };
}

async function canInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await isThere('/usr/bin/apt-get'));
}

async function install(packages: readonly string[]): Promise<void> {
  console.log(`   installing ${packages.join(', ')} (once for each machine)…`);
  await withoutServices(async () => {
    await apt(['update', '-qq']);
    await apt(['install', '-qq', '--yes', '--no-install-recommends', ...packages]);
  });
}

async function apt(args: readonly string[]): Promise<void> {
  const quiet = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0'];
  const code = await runProgram('env', [...quiet, ...args]);
  if (code !== 0) console.error(`   apt-get ${args[0]} failed with ${code}`);
}

/** Only the programs are wanted: Debian asks this file whether it may start a service that was just installed (invoke-rc.d(8)). */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  if (await isThere(policy)) return work();
  await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    await rm(policy, { force: true });
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
