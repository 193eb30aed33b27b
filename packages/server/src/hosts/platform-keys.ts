import { ForecourtError } from '@forecourt/errors';
import { generateHostKey, type HostKey, hostKeyFromPem } from '@forecourt/sdk/remote';
import type { Database, Transaction } from '../database/open.ts';
import {
  dealershipsWithKeys,
  deletePlatformKeys,
  insertPlatformKey,
  listPlatformKeys,
  lockPlatformKeys,
  type PlatformKeyRow,
} from '../database/platform-keys.ts';
import type { Secrets } from '../secrets/index.ts';

/** Who this platform is to the hosts of a dealership. */
export interface PlatformIdentity {
  /** What signs now. */
  readonly key: HostKey;
  /** What hosts believe: that of `key`, and another one while it changes. */
  readonly publicKeys: readonly string[];
}

/** One key pair for each dealership: hosts of one know nothing that another's would believe. */
export interface PlatformKeys {
  /** Made at the first need. @throws SECRET_KEY_MISSING, SECRET_UNREADABLE */
  of(dealershipId: string): Promise<PlatformIdentity>;
  /**
   * Begins another key for every dealership that has one: hosts hear of it at once, and it signs from `overlapMs` on. One that is under way
   * already is left to end. @returns how many were begun
   */
  rotate(options?: { readonly overlapMs?: number }): Promise<number>;
  /** Takes former keys away whose successor has counted for a while. @returns whether there were any: whoever signs asks again */
  forget(): Promise<boolean>;
}

export interface PlatformKeysOptions {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'put' | 'read' | 'remove'>;
  readonly now?: (() => Date) | undefined;
}

const purpose = 'platform key for hosts';
const dayMs = 24 * 3_600_000;
/** Agents ask every month; one that was off for so long has not heard of the new key, and has to be enrolled again. */
const usualOverlapMs = 45 * dayMs;
/** What was signed with the former key a moment ago counts a little longer. */
const formerLastsMs = dayMs;

export function createPlatformKeys({ database, secrets, now = () => new Date() }: PlatformKeysOptions): PlatformKeys {
  const opened = new Map<string, HostKey>();

  async function begin(tx: Transaction, dealershipId: string, signsFrom: Date): Promise<void> {
    const key = await generateHostKey();
    const secretId = await secrets.put(tx, { dealershipId, purpose, value: key.toPem() });
    await insertPlatformKey(tx, dealershipId, { publicKey: key.publicKey, secretId, since: now(), signsFrom });
  }

  async function rowsOf(dealershipId: string): Promise<PlatformKeyRow[]> {
    const rows = await listPlatformKeys(database.orm, dealershipId);
    if (rows.length > 0) return rows;
    await database.transaction(async (tx) => {
      await lockPlatformKeys(tx, dealershipId);
      if ((await listPlatformKeys(tx, dealershipId)).length === 0) await begin(tx, dealershipId, now());
    });
    return await listPlatformKeys(database.orm, dealershipId);
  }

  async function open(dealershipId: string, { publicKey, secretId }: PlatformKeyRow): Promise<HostKey> {
    const present = opened.get(publicKey);
    if (present) return present;
    const key = hostKeyFromPem(await secrets.read(dealershipId, secretId));
    opened.set(publicKey, key);
    return key;
  }

  return {
    async of(dealershipId) {
      const rows = await rowsOf(dealershipId);
      const signing = rows.findLast(({ signsFrom }) => signsFrom <= now()) ?? rows[0];
      if (signing === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such dealership.');
      const key = await open(dealershipId, signing);
      const others = rows.filter(({ publicKey }) => publicKey !== key.publicKey);
      return { key, publicKeys: [key.publicKey, ...others.slice(-1).map(({ publicKey }) => publicKey)] };
    },
    async rotate({ overlapMs = usualOverlapMs } = {}) {
      let begun = 0;
      for (const dealershipId of await dealershipsWithKeys(database.orm)) {
        begun += await database.transaction(async (tx) => {
          await lockPlatformKeys(tx, dealershipId);
          if ((await listPlatformKeys(tx, dealershipId)).length !== 1) return 0;
          await begin(tx, dealershipId, new Date(now().getTime() + overlapMs));
          return 1;
        });
      }
      return begun;
    },
    async forget() {
      let isAnyGone = false;
      for (const dealershipId of await dealershipsWithKeys(database.orm)) {
        await database.transaction(async (tx) => {
          await lockPlatformKeys(tx, dealershipId);
          const rows = await listPlatformKeys(tx, dealershipId);
          const last = rows.at(-1);
          if (last === undefined || rows.length < 2 || now().getTime() - last.signsFrom.getTime() < formerLastsMs) return;
          const former = rows.slice(0, -1);
          await deletePlatformKeys(
            tx,
            dealershipId,
            former.map(({ publicKey }) => publicKey),
          );
          for (const { secretId, publicKey } of former) {
            await secrets.remove(tx, dealershipId, secretId);
            opened.delete(publicKey);
          }
          isAnyGone = true;
        });
      }
      return isAnyGone;
    },
  };
}
