import { createHash } from 'node:crypto';
import type { AuditActor, AuditTarget } from '@forecourt/sdk/contract';
import { canonicalJson } from './canonical-json.ts';

/** What the first entry of a chain names as the hash before it. */
export const noHash = '0'.repeat(64);

/** All that an entry says, its place and the hash before it included. */
export interface AuditContent {
  readonly dealershipId: string;
  readonly sequence: number;
  readonly at: string;
  readonly actor: Omit<AuditActor, 'kind'> & { readonly kind: string };
  readonly action: string;
  readonly target: AuditTarget | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly previousHash: string;
}

/** All that a checkpoint signs. */
export interface CheckpointContent {
  readonly dealershipId: string;
  readonly number: number;
  readonly sequence: number;
  readonly hash: string;
  readonly at: string;
  readonly keyId: string;
  readonly previousHash: string;
}
export interface Checkpoint extends CheckpointContent {
  readonly signature: string;
}

/** SHA-256 of the canonical JSON of exactly these members, whatever else the object carries. */
export function hashOfEntry(entry: AuditContent): string {
  const { dealershipId, sequence, at, actor, action, target, details, previousHash } = entry;
  const { kind, id, name } = actor;
  return sha256(canonicalJson({ dealershipId, sequence, at, actor: { kind, id, name }, action, target, details, previousHash }));
}

/** What is signed of a checkpoint. */
export function textOfCheckpoint(checkpoint: CheckpointContent): string {
  const { dealershipId, number, sequence, hash, at, keyId, previousHash } = checkpoint;
  return canonicalJson({ dealershipId, number, sequence, hash, at, keyId, previousHash });
}

/** By which the next checkpoint names this one, its signature included. */
export function hashOfCheckpoint(checkpoint: Checkpoint): string {
  return sha256(`${textOfCheckpoint(checkpoint)}\n${checkpoint.signature}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
