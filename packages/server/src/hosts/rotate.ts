import { appendAudit } from '../database/audit.ts';
import { addHostEvent } from '../database/host-history.ts';
import { addHostKey } from '../database/host-keys.ts';
import { notify } from '../database/notifications.ts';
import type { Database } from '../database/open.ts';
import { announceHost } from './announce.ts';
import type { HostSigned, IdentifyHost } from './host-tokens.ts';
import type { PlatformKeys } from './platform-keys.ts';

export interface RotateOptions {
  readonly database: Database;
  readonly identify: IdentifyHost;
  readonly platformKeys: Pick<PlatformKeys, 'of'>;
  readonly newestVersion: string | null;
  readonly now: () => Date;
}

/** What an agent does to have another key. @throws HOST_TOKEN_INVALID, HOST_TOKEN_REPLAYED, HOST_REVOKED, CLOCK_OFF */
export type RotateKey = (signed: HostSigned, publicKey: string) => Promise<{ readonly platformKeys: string[] }>;

/** Both keys count for a day: an agent that crashed between asking and writing it down still has one that does. */
const overlapMs = 24 * 3_600_000;

export function createRotateKey({ database, identify, platformKeys, newestVersion, now }: RotateOptions): RotateKey {
  return async (signed, publicKey) => {
    const { dealershipId, id, name } = await identify(signed);
    const host = { dealershipId, id };
    const at = now();
    await database.transaction(async (tx) => {
      if (!(await addHostKey(tx, host, { publicKey, now: at, overlapMs }))) return;
      await addHostEvent(tx, host, { at, kind: 'key-rotated', message: 'It has another key; the former one counts for a day.' });
      await appendAudit(tx, {
        ...{ dealershipId, actor: { kind: 'system', id: null, name }, action: 'host.key_rotated' },
        ...{ target: { kind: 'host', id }, details: { name, publicKey } },
      });
      await notify(tx, {
        ...{ dealershipId, kind: 'security.host-key-changed', title: `${name} has another key` },
        body: 'Agents change theirs every month. If this one should not have, revoke the host.',
        ...{ link: `/hosts/${id}`, groupKey: `host:${id}:key` },
      });
      await announceHost(tx, host, { now: at, newestVersion }, { isSetUpAnew: true });
    });
    return { platformKeys: [...(await platformKeys.of(dealershipId)).publicKeys] };
  };
}
