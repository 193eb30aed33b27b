import { createReadStream } from 'node:fs';
import { ForecourtError } from '@forecourt/errors';
import { type AuditVerification, auditEntrySchema } from '@forecourt/sdk/contract';
import { readError } from '@forecourt/sdk/files';
import { z } from 'zod';
import { canonicalJson } from '../database/canonical-json.ts';
import type { RingKey } from '../secrets/index.ts';
import { exportVersion } from './export.ts';
import type { Link } from './link.ts';
import { checkSignature } from './signatures.ts';
import { verifyChain } from './verify-chain.ts';

const headSchema = z.strictObject({ sequence: z.int(), hash: z.string(), checkpoints: z.int() });
const firstLineSchema = z.strictObject({
  line: z.literal('log'),
  version: z.literal(exportVersion),
  dealershipId: z.string(),
  head: headSchema.nullable(),
});
const checkpointLineSchema = z.strictObject({
  line: z.literal('checkpoint'),
  dealershipId: z.string(),
  number: z.int(),
  sequence: z.int(),
  hash: z.string(),
  at: z.string(),
  keyId: z.string(),
  previousHash: z.string(),
  signature: z.string(),
});
const entryLineSchema = z.strictObject({ ...auditEntrySchema.shape, line: z.literal('entry') });

/**
 * Checks an exported log without any database.
 *
 * @param keys of the key ring, if it is at hand: without them a log that was written anew from its beginning is not found.
 * @throws INVALID_INPUT for a file that is no export; FILE_NOT_FOUND, FILE_NOT_READABLE
 */
export async function verifyExport(path: string, keys: readonly RingKey[]): Promise<AuditVerification & { readonly dealershipId: string }> {
  const lines = linesOf(path);
  const first = firstLineSchema.safeParse(parseLine((await lines.next()).value ?? ''));
  if (!first.success) {
    throw new ForecourtError('INVALID_INPUT', `${path} is not an export of an audit log, or its first line was changed.`, {
      hint: 'Give a file that `forecourt audit export` or the page of the audit log has written.',
    });
  }
  const { dealershipId, head } = first.data;
  const checkpoints: Omit<z.infer<typeof checkpointLineSchema>, 'line'>[] = [];
  let current = await lines.next();
  for (let left = head?.checkpoints ?? 0; left > 0 && !current.done; current = await lines.next(), left--) {
    const value = parseLine(current.value);
    if (entryLineSchema.safeParse(value).success) break;
    const parsed = checkpointLineSchema.safeParse(value);
    // One that was altered is not counted: then fewer are there than were made.
    if (!parsed.success) continue;
    const { line: _line, ...checkpoint } = parsed.data;
    checkpoints.push(checkpoint);
  }
  const firstEntry = current.done ? [] : [current.value];
  const result = await verifyChain({
    ...{ dealershipId, head, checkpoints },
    links: linksOf(firstEntry, lines),
    isSigned: (checkpoint) => checkSignature(checkpoint, keys),
    hasKeys: keys.length > 0,
  });
  return { dealershipId, ...result };
}

async function* linksOf(first: readonly string[], rest: AsyncIterable<string>): AsyncGenerator<Link> {
  let place = 0;
  for (const text of first) yield linkOfLine(text, ++place);
  for await (const text of rest) yield linkOfLine(text, ++place);
}

/** A line as a link; one that is no entry, or not byte by byte what was written, says nothing at its place. */
function linkOfLine(text: string, place: number): Link {
  const parsed = entryLineSchema.safeParse(parseLine(text));
  if (!parsed.success) return { sequence: place, previousHash: '', hash: '', content: null };
  const { line: _line, ...content } = parsed.data;
  return { sequence: content.sequence, previousHash: content.previousHash, hash: content.hash, content };
}

/** The value of a line that is canonical JSON; undefined for any other. */
function parseLine(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    // What is no JSON was changed: the caller reports it by its place.
    return undefined;
  }
}

/** Lines end with a line feed and with nothing else; bytes that are no UTF-8 become a sign that no canonical text of ours has. */
async function* linesOf(path: string): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let open = '';
  try {
    for await (const chunk of createReadStream(path)) {
      open += decoder.decode(chunk, { stream: true });
      const whole = open.split('\n');
      open = whole.pop() ?? '';
      yield* whole;
    }
  } catch (error) {
    throw readError(error, path);
  }
  open += decoder.decode();
  if (open !== '') yield open;
  return undefined;
}
