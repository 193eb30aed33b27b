import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Checksums, checkChecksums } from './checksums.ts';
import { S3Refusal } from './refusal.ts';

export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly checksums: Checksums;
}

/**
 * Reads a body to its end, takes it out of its chunks where it streams (`aws-chunked`), and compares it with every checksum that came
 * with it: in the signature, in headers, in trailers.
 *
 * @param payload what the signature says of the body
 * @throws S3Refusal
 */
export async function receiveBody(request: IncomingMessage, payload: string): Promise<ReceivedBody> {
  const raw = await readAll(request);
  if (payload === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return unchunk(request, raw);
  if (payload.startsWith('STREAMING-')) throw new S3Refusal(501, 'NotImplemented', `This fake does not know ${payload}.`);
  if (/aws-chunked/.test(String(request.headers['content-encoding'] ?? ''))) {
    throw new S3Refusal(400, 'InvalidRequest', 'The body is said to be in chunks, and the signature says that it is not.');
  }
  if (payload !== 'UNSIGNED-PAYLOAD' && createHash('sha256').update(raw).digest('hex') !== payload) {
    throw new S3Refusal(400, 'XAmzContentSHA256Mismatch', 'The body is not the one that was signed.');
  }
  return { bytes: raw, checksums: checkChecksums(request.headers, raw) };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** `size-in-hex\r\n bytes\r\n … 0\r\n name:value\r\n \r\n`: the size counts, whatever the pieces were in which they travelled. */
function unchunk(request: IncomingMessage, raw: Buffer): ReceivedBody {
  const parts: Buffer[] = [];
  let position = 0;
  const line = () => {
    const end = raw.indexOf('\r\n', position);
    if (end < 0) throw malformed('A line of a chunked body does not end.');
    const text = raw.toString('latin1', position, end);
    position = end + 2;
    return text;
  };
  for (;;) {
    const size = Number.parseInt(line().split(';')[0] ?? '', 16);
    if (!(size >= 0)) throw malformed('A chunk has no size.');
    if (size === 0) break;
    parts.push(raw.subarray(position, position + size));
    position += size;
    if (line() !== '') throw malformed('A chunk is longer than it says.');
  }
  const trailers: Record<string, string> = {};
  for (let text = line(); text !== ''; text = line()) {
    const at = text.indexOf(':');
    trailers[text.slice(0, at).toLowerCase()] = text.slice(at + 1).trim();
  }
  const bytes = Buffer.concat(parts);
  if (Number(request.headers['x-amz-decoded-content-length']) !== bytes.length) {
    throw malformed('The chunks together are not as long as x-amz-decoded-content-length says.');
  }
  const announced = String(request.headers['x-amz-trailer'] ?? '').split(',');
  for (const name of announced) if (name !== '' && trailers[name] === undefined) throw malformed(`The trailer ${name} did not come.`);
  return { bytes, checksums: { ...checkChecksums(request.headers, bytes), ...checkChecksums(trailers, bytes) } };
}

const malformed = (why: string) => new S3Refusal(400, 'MalformedTrailerError', why);
