import type { AuditActor } from '@forecourt/sdk/contract';
import { appendAudit, entryOf } from '../database/audit.ts';
import { appendCheckpoint, type LogEnd, readLogEnd } from '../database/audit-checkpoints.ts';
import { canonicalJson } from '../database/canonical-json.ts';
import { sealingKey } from '../secrets/index.ts';
import { type LiveLog, rowsUpTo } from './live-chain.ts';
import { signerWith } from './signatures.ts';

/** Of the lines of an export, raised when an older reader could not understand them. */
export const exportVersion = 1;

/**
 * A whole log as JSON lines: first where it ends, then its checkpoints, then its entries, each line canonical JSON (RFC 8785). That it
 * is exported is an entry itself, and the end is signed, so that `forecourt audit verify --file` can check it anywhere.
 *
 * @throws SECRET_KEY_MISSING, KEY_RING_INVALID
 */
export async function exportLog(log: LiveLog, dealershipId: string, actor: AuditActor): Promise<AsyncGenerator<string>> {
  const { database, ring, anchors } = log;
  const checkpoint = await database.transaction(async (tx) => {
    const key = await sealingKey(tx, ring);
    await appendAudit(tx, { dealershipId, actor, action: 'audit.exported', target: null });
    return await appendCheckpoint(tx, dealershipId, signerWith(key));
  });
  if (checkpoint !== null) await anchors.keep(dealershipId, checkpoint);
  return lines(log, dealershipId, await readLogEnd(database, dealershipId));
}

async function* lines({ database }: LiveLog, dealershipId: string, { head, lastSequence, checkpoints }: LogEnd): AsyncGenerator<string> {
  yield line({ line: 'log', version: exportVersion, dealershipId, head });
  for (const checkpoint of checkpoints) yield line({ line: 'checkpoint', ...checkpoint });
  for await (const row of rowsUpTo(database, dealershipId, lastSequence)) yield line({ line: 'entry', ...entryOf(row) });
}

function line(value: unknown): string {
  return `${canonicalJson(value)}\n`;
}
