import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { RoadAnswer } from '../road.ts';

/** Reads an answer to its end. */
export async function readWhole({ body }: RoadAnswer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function readHash({ body }: RoadAnswer): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of body) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

const echoSchema = z.object({
  bytes: z.number(),
  sha256: z.string(),
  method: z.string(),
  url: z.string(),
  header: z.string().nullable(),
});

/** What `/hash` saw of a request. */
export async function readEcho(answer: RoadAnswer): Promise<z.infer<typeof echoSchema>> {
  return echoSchema.parse(JSON.parse((await readWhole(answer)).toString()));
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
