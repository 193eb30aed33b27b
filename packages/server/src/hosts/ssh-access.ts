import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ScriptChoice, SshAddress } from '@forecourt/sdk/contract';
import type { TransferSource } from '@forecourt/sdk/remote';
import { appendAudit, systemActor } from '../database/audit.ts';
import { type HostName, type HostRow, lockHost, updateHost } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';
import { readTextOf } from '../database/scripts.ts';
import type { Secrets } from '../secrets/index.ts';
import type { Reach } from './addresses.ts';
import { announceHost } from './announce.ts';

/** What a connection by SSH is made with. */
export interface SshAccess {
  readonly address: SshAddress;
  readonly privateKey: string;
  readonly fingerprint: string | null;
  readonly onFingerprint: (fingerprint: string) => void;
}

export interface SshAccessOptions {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'read'>;
  readonly reach: Reach;
  readonly newestVersion: string | null;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
}

/** Gives what a host is reached with by SSH; null where it is not. @throws OUTBOUND_REFUSED, SECRET_KEY_MISSING, SECRET_UNREADABLE */
export type AccessBySsh = (row: HostRow) => Promise<SshAccess | null>;

export function createSshAccess({ database, secrets, reach, newestVersion, now, onError }: SshAccessOptions): AccessBySsh {
  /** The first key that answers is the host's from then on. Another one is refused until somebody has compared it. */
  async function pin(host: HostName, fingerprint: string): Promise<void> {
    await database.transaction(async (tx) => {
      const { sshFingerprint, name, state, ssh } = await lockHost(tx, host);
      if (sshFingerprint !== null || state === 'revoked') return;
      await updateHost(tx, host, { sshFingerprint: fingerprint });
      const details = { name, fingerprint, ssh, isFirst: true };
      const target = { kind: 'host', id: host.id };
      await appendAudit(tx, { dealershipId: host.dealershipId, actor: systemActor, action: 'host.key_pinned', target, details });
      await announceHost(tx, host, { now: now(), newestVersion });
    });
  }

  return async ({ dealershipId, id, ssh, sshSecretId, sshFingerprint }) => {
    if (ssh === null || sshSecretId === null) return null;
    // What an operator allowed once he may not allow any more.
    await reach.require(ssh.host);
    return {
      address: ssh,
      privateKey: await secrets.read(dealershipId, sshSecretId),
      fingerprint: sshFingerprint,
      onFingerprint: (fingerprint) => void pin({ dealershipId, id }, fingerprint).catch(onError),
    };
  };
}

/** The text of a script for a host without an agent, which keeps none. */
export async function scriptSource(database: Database, dealershipId: string, { name, sha256 }: ScriptChoice): Promise<TransferSource> {
  const bytes = Buffer.from(await readTextOf(database.orm, dealershipId, sha256));
  const found = createHash('sha256').update(bytes).digest('hex');
  return { name: `${name}.ps1`, sha256: found, bytes: bytes.byteLength, read: (offset) => Readable.from([bytes.subarray(offset)]) };
}
