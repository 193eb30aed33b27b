import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemPart } from '../system-part.ts';

const run = promisify(execFile);

/** ssh and ssh-keygen. */
export const sshClient = systemPart('ssh-keygen', { debianPackage: 'openssh-client' });

export type SshKeyKind = 'ed25519' | 'rsa';

export interface SshKey {
  readonly kind: SshKeyKind;
  /** Where the private key lies; the public one is beside it with `.pub`. */
  readonly path: string;
  /** As OpenSSH writes it. */
  readonly privateKey: string;
  /** One line for `authorized_keys`. */
  readonly publicKey: string;
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly fingerprint: string;
}

/** Makes a key pair without a passphrase in a folder, by OpenSSH's own ssh-keygen. */
export async function makeSshKey(folder: string, name: string, kind: SshKeyKind = 'ed25519'): Promise<SshKey> {
  const path = join(folder, name);
  const size = kind === 'rsa' ? ['-b', '2048'] : [];
  await run(sshClient.path(), ['-q', '-t', kind, ...size, '-N', '', '-C', 'forecourt-test', '-f', path]);
  const [privateKey, publicKey] = await Promise.all([readFile(path, 'utf8'), readFile(`${path}.pub`, 'utf8')]);
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
  return { kind, path, privateKey, publicKey: publicKey.trim(), fingerprint };
}
