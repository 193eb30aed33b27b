import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Checkpoint, type CheckpointContent, textOfCheckpoint } from '../database/audit-chain.ts';
import type { CheckpointSigner } from '../database/audit-checkpoints.ts';
import type { RingKey } from '../secrets/index.ts';

/** Signs with a key derived from one of the ring, which is not in the database. */
export function signerWith(key: RingKey): CheckpointSigner {
  return { keyId: key.id, sign: (content) => signatureOf(content, key) };
}

/** Whether a checkpoint is signed by the key that it names; null where that is none of these. */
export function checkSignature(checkpoint: Checkpoint, keys: readonly RingKey[]): boolean | null {
  const key = keys.find(({ id }) => id === checkpoint.keyId);
  if (key === undefined) return null;
  const [given, right] = [Buffer.from(checkpoint.signature), Buffer.from(signatureOf(checkpoint, key))];
  return given.length === right.length && timingSafeEqual(given, right);
}

function signatureOf(content: CheckpointContent, key: RingKey): string {
  return createHmac('sha256', key.derive('sign audit checkpoints')).update(textOfCheckpoint(content)).digest('hex');
}
