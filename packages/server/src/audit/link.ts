import type { AuditRow } from '../database/audit.ts';
import { type AuditContent, hashOfEntry } from '../database/audit-chain.ts';
import { canonicalJson } from '../database/canonical-json.ts';

/** One entry as it was found: in its row, or in a line of an export. */
export interface Link {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  /** What it says; null for what no entry can say, such as details that are no JSON. */
  readonly content: AuditContent | null;
}

/** The hash that a link should have if it stood at this place; null if it says nothing that can be hashed. */
export function hashAtPlace({ content }: Link, sequence: number): string | null {
  return content === null ? null : hashOfEntry({ ...content, sequence });
}

/** A row as a link. Details have to be the very text that was written. */
export function linkOfRow(row: AuditRow): Link {
  const { dealershipId, sequence, previousHash, hash, action, actorKind, actorId, actorName, targetKind, targetId } = row;
  const details = canonicalDetails(row.details);
  const isWhole = details !== null && !Number.isNaN(row.at.getTime()) && (targetKind === null) === (targetId === null);
  return {
    ...{ sequence, previousHash, hash },
    content: isWhole
      ? {
          ...{ dealershipId, sequence, action, previousHash, details },
          at: row.at.toISOString(),
          actor: { kind: actorKind, id: actorId, name: actorName },
          target: targetKind === null || targetId === null ? null : { kind: targetKind, id: targetId },
        }
      : null,
  };
}

/** The object of a canonical JSON text; null for any other text. */
export function canonicalDetails(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value) || canonicalJson(value) !== text) return null;
    return Object.fromEntries(Object.entries(value));
  } catch {
    // What is no JSON was not written by us: the caller reports it as a change.
    return null;
  }
}
