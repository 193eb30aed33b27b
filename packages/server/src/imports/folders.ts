import { sha256Schema } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { splitDocuments } from './documents.ts';
import { decodePieces } from './encoding.ts';

const folderSchema = z.object({ stockNumber: z.string(), files: z.array(z.object({ sha256: sha256Schema })).max(10_000) });

export interface ListedFolder {
  readonly stockNumber: string;
  readonly hashes: readonly string[];
}

/** The files that the list of an import of folders names: what was sent later can be told by it. */
export async function* listedFolders(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ListedFolder> {
  for await (const text of splitDocuments(decodePieces(pieces, 'utf-8'))) {
    const { data } = folderSchema.safeParse(parseJson(text));
    // One that is broken was told as a row, and nothing of it was sent.
    if (data) yield { stockNumber: data.stockNumber, hashes: data.files.map(({ sha256 }) => sha256) };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // As above.
    return undefined;
  }
}
