import type { ImportPlan } from '@forecourt/sdk/contract';

type Encoding = ImportPlan['encoding'];

/**
 * Which characters these bytes are: by the mark at their beginning, by the zeros that UTF-16 has in every second place, else UTF-8 if
 * all of them are, else Windows-1252, which spreadsheets of Western Europe write.
 */
export function guessEncoding(bytes: Uint8Array): Encoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 2_000);
  const zeros = (offset: number) => sample.filter((byte, place) => place % 2 === offset && byte === 0).length;
  if (zeros(1) > sample.length / 4) return 'utf-16le';
  if (zeros(0) > sample.length / 4) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    // Some byte cannot be in UTF-8.
    return 'windows-1252';
  }
}

/** The text of bytes that come in pieces, without the mark at its beginning. */
export async function* decodePieces(pieces: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
