import type { AuditVerification } from '@forecourt/sdk/contract';
import { readAuditRows } from '../database/audit.ts';
import { readLogEnd } from '../database/audit-checkpoints.ts';
import type { Database } from '../database/open.ts';
import type { KeyRing } from '../secrets/index.ts';
import type { Anchors } from './anchors.ts';
import { type Link, linkOfRow } from './link.ts';
import { checkSignature } from './signatures.ts';
import { verifyChain } from './verify-chain.ts';

export interface LiveLog {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly anchors: Anchors;
}

/** Rows in one question. */
const pageSize = 1_000;

/** Checks a dealership's log as it is in the database, while others go on writing. @throws KEY_RING_INVALID */
export async function verifyLog({ database, ring, anchors }: LiveLog, dealershipId: string): Promise<AuditVerification> {
  const { head, lastSequence, checkpoints } = await readLogEnd(database, dealershipId);
  const keys = await ring.keys();
  const anchor = await anchors.read(dealershipId);
  return await verifyChain({
    dealershipId,
    links: linksUpTo(database, dealershipId, lastSequence),
    head,
    checkpoints,
    anchors: anchor === null ? [] : [anchor],
    isSigned: (checkpoint) => checkSignature(checkpoint, keys),
    // Of the very first checkpoint on there is a key.
    hasKeys: true,
  });
}

/** Entries up to one, by their sequence: what is appended meanwhile is not looked at. */
export async function* rowsUpTo(database: Database, dealershipId: string, lastSequence: number) {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await readAuditRows(database.orm, dealershipId, after, pageSize);
    for (const row of rows) {
      if (row.sequence > lastSequence) return;
      yield row;
      after = row.sequence;
    }
    if (rows.length < pageSize) return;
  }
}

async function* linksUpTo(database: Database, dealershipId: string, lastSequence: number): AsyncGenerator<Link> {
  for await (const row of rowsUpTo(database, dealershipId, lastSequence)) yield linkOfRow(row);
}
