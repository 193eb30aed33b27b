import type { SshAddress } from '@forecourt/sdk/contract';

/** What the boxes of an SSH address hold. */
export interface SshDraft {
  readonly host: string;
  readonly port: string;
  readonly user: string;
}

export function draftOf(ssh: SshAddress | null): SshDraft {
  return ssh === null ? { host: '', port: '22', user: '' } : { host: ssh.host, port: String(ssh.port), user: ssh.user };
}

/** The address that a draft says; null as long as something is missing or wrong. */
export function addressOf({ host, port, user }: SshDraft): SshAddress | null {
  const number = Number(port);
  if (host.trim() === '' || user.trim() === '' || !/^\d+$/.test(port) || number < 1 || number > 65_535) return null;
  return { host: host.trim(), port: number, user: user.trim() };
}
