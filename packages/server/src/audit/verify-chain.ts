import type { AuditFault, AuditVerification } from '@forecourt/sdk/contract';
import { type Checkpoint, hashOfCheckpoint, noHash } from '../database/audit-chain.ts';
import type { AuditHead } from '../database/audit-checkpoints.ts';
import { hashAtPlace, type Link } from './link.ts';

/** A whole log as it was found, with everything that speaks for it. */
export interface Chain {
  readonly dealershipId: string;
  /** All entries, by their sequence. */
  readonly links: AsyncIterable<Link>;
  readonly head: AuditHead | null;
  readonly checkpoints: readonly Checkpoint[];
  /** Ends of the log that were written down elsewhere, such as in the data folder. */
  readonly anchors?: readonly { readonly sequence: number; readonly hash: string }[] | undefined;
  /** Whether a signature is right; null where its key is not at hand. */
  isSigned(checkpoint: Checkpoint): boolean | null;
  /** Whether keys are at hand at all: then the newest checkpoint must be signed by one of them. */
  readonly hasKeys: boolean;
}

type Finding = NonNullable<AuditVerification['finding']>;

/** Looks at every entry and every checkpoint of a log. */
export async function verifyChain(chain: Chain): Promise<AuditVerification> {
  const { valid, finding: checkpointFinding } = checkCheckpoints(chain);
  const marks = marksOf(chain, valid);
  const links = chain.links[Symbol.asyncIterator]();
  let entries = 0;
  let since: string | null = null;
  let previousHash = noHash;
  let finding: Finding | null = null;
  try {
    for (let next = await links.next(); !next.done && finding === null; ) {
      const link = next.value;
      const following = await links.next();
      finding = findingOf(chain, link, { sequence: entries + 1, previousHash }, following.done ? null : following.value);
      const mark = marks.get(link.sequence);
      if (finding === null && mark !== undefined && mark.hash !== link.hash)
        finding = { fault: 'checkpoint_wrong', sequence: link.sequence, message: mark.message };
      if (finding !== null) break;
      since ??= link.content?.at ?? null;
      entries++;
      previousHash = link.hash;
      next = following;
    }
  } finally {
    await links.return?.();
  }
  finding ??= endFinding(chain, { entries, previousHash }, marks) ?? checkpointFinding;
  const newest = valid.at(-1);
  return {
    isIntact: finding === null,
    entries,
    since,
    signedUpTo: newest?.sequence ?? 0,
    signedAt: newest?.at ?? null,
    areSignaturesChecked: chain.hasKeys,
    finding,
  };
}

/** What is wrong with an entry at its place. */
function findingOf(
  { dealershipId, head }: Chain,
  link: Link,
  place: { readonly sequence: number; readonly previousHash: string },
  following: Link | null,
): Finding | null {
  const { sequence } = place;
  const found = (fault: AuditFault, message: string, at = sequence): Finding => ({ fault, sequence: at, message });
  if (link.sequence > sequence) {
    if (following?.sequence === sequence) return found('reordered', `Entry ${link.sequence} stands before entry ${sequence}.`);
    return found('removed', `Entry ${sequence} was removed.`);
  }
  if (link.sequence < sequence) return found('inserted', `What stands in the place of entry ${sequence} was inserted there.`);
  const isForeign = link.content !== null && link.content.dealershipId !== dealershipId;
  if (!isForeign && hashAtPlace(link, sequence) === link.hash) {
    if (link.previousHash === place.previousHash) return null;
    // It is whole, but goes on from another entry than the one before: that one was rewritten with a new hash, or this one was put here.
    const isKnownBehind = (following?.previousHash ?? head?.hash) === link.hash;
    if (!isKnownBehind) return found('inserted', `Entry ${sequence} was put here: neither side knows it.`);
    if (sequence === 1) return found('removed', 'The log does not begin with its first entry.');
    return found(
      'changed',
      `Entry ${sequence - 1} was changed and given a new hash: entry ${sequence} goes on from another.`,
      sequence - 1,
    );
  }
  const original = isForeign ? null : originalPlace(link);
  if (original === null) return found('changed', `Entry ${sequence} was changed after it was written.`);
  const next = following === null ? null : originalPlace(following);
  if (original === sequence - 1 && (next === null || next === sequence)) {
    return found('inserted', `An entry was inserted at ${original}, and those behind it were moved.`, original);
  }
  if (original > sequence && (next === null || next > original)) {
    return found('removed', `Entry ${sequence} was removed, and those behind it were moved up.`);
  }
  return found('reordered', `Entry ${sequence} was entry ${original}: the order was changed.`);
}

/** How far from its place an entry is looked for. */
const farthest = 1_000;

/** The sequence with which an entry's hash is right: it was moved from there. Null if there is none nearby, and for one that is right. */
function originalPlace(link: Link): number | null {
  for (let distance = 1; distance <= farthest; distance++) {
    for (const sequence of [link.sequence + distance, link.sequence - distance]) {
      if (sequence > 0 && hashAtPlace(link, sequence) === link.hash) return sequence;
    }
  }
  return null;
}

interface Mark {
  readonly hash: string;
  readonly message: string;
}

/** What entries have to be, by those who wrote it down. Where two disagree, one of them is found wrong. */
function marksOf({ anchors = [] }: Chain, checkpoints: readonly Checkpoint[]): ReadonlyMap<number, Mark> {
  const marks = new Map<number, Mark>();
  for (const { sequence, hash } of anchors) {
    marks.set(sequence, { hash, message: `Entry ${sequence} is not the one that the data folder remembers: the log was written anew.` });
  }
  for (const { sequence, hash, number } of checkpoints) {
    const known = marks.get(sequence);
    if (known !== undefined && known.hash !== hash) continue;
    marks.set(sequence, { hash, message: `Entry ${sequence} is not the one that checkpoint ${number} signed: the log was written anew.` });
  }
  return marks;
}

/** What is missing at the end of a log whose entries are all right. */
function endFinding(
  { head, checkpoints }: Chain,
  { entries, previousHash }: { readonly entries: number; readonly previousHash: string },
  marks: ReadonlyMap<number, Mark>,
): Finding | null {
  const farthestMark = Math.max(0, ...marks.keys());
  const end = Math.max(head?.sequence ?? 0, farthestMark);
  if (end > entries) {
    return {
      fault: 'tail_cut',
      sequence: entries + 1,
      message: `The log ends at entry ${entries}, but went on to ${end}: its tail was cut off.`,
    };
  }
  if (head === null) {
    if (entries === 0 && checkpoints.length === 0) return null;
    return { fault: 'removed', sequence: null, message: 'The record of where the log ends was removed.' };
  }
  if (head.sequence < entries) {
    const sequence = head.sequence + 1;
    return { fault: 'inserted', sequence, message: `Entry ${sequence} was inserted behind the end of the log.` };
  }
  if (head.hash !== previousHash) {
    return { fault: 'changed', sequence: entries, message: `Entry ${entries} is not the one that the log ended with.` };
  }
  return null;
}

/** Checkpoints that hold, up to the first that does not. */
function checkCheckpoints(chain: Chain): { readonly valid: readonly Checkpoint[]; readonly finding: Finding | null } {
  const valid: Checkpoint[] = [];
  const wrong = (message: string) => ({ valid, finding: { fault: 'checkpoint_wrong', sequence: null, message } as const });
  for (const [index, checkpoint] of chain.checkpoints.entries()) {
    const { number } = checkpoint;
    if (number !== index + 1) return wrong(`Checkpoint ${index + 1} was removed.`);
    const before = valid.at(-1);
    const isSigned = chain.isSigned(checkpoint);
    if (isSigned === false) return wrong(`Checkpoint ${number} was changed: its signature is wrong.`);
    if (checkpoint.previousHash !== (before ? hashOfCheckpoint(before) : noHash))
      return wrong(`Checkpoint ${number} does not go on from the one before.`);
    const isNewest = index === chain.checkpoints.length - 1;
    if (isSigned === null && isNewest && chain.hasKeys) {
      return wrong(`Checkpoint ${number} is signed with ${checkpoint.keyId}, which the key ring does not have.`);
    }
    valid.push(checkpoint);
  }
  const made = chain.head?.checkpoints ?? 0;
  if (made !== valid.length) return wrong(`${made} checkpoints were made, and ${valid.length} are there.`);
  return { valid, finding: null };
}
