import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, readError, writeFileAtomically } from '@forecourt/sdk/files';
import { z } from 'zod';

/** Where the end of a log was when it was signed last, kept in the data folder: apart from the database. */
export interface Anchor {
  readonly sequence: number;
  readonly hash: string;
}

const anchorSchema = z.object({ sequence: z.int().positive(), hash: z.string() });

export interface Anchors {
  /** @throws STORAGE_FAILED for a file that is none of ours */
  read(dealershipId: string): Promise<Anchor | null>;
  /** Remembers a later end; an earlier one changes nothing. */
  keep(dealershipId: string, anchor: Anchor): Promise<void>;
}

/** Without it, whoever has the database alone could cut off a log's tail together with its checkpoints. */
export function openAnchors(dataDir: string): Anchors {
  const folder = join(dataDir, 'audit');
  const pathOf = (dealershipId: string) => join(folder, `${dealershipId}.json`);
  const read = async (dealershipId: string) => {
    const path = pathOf(dealershipId);
    try {
      return anchorSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw readError(error, path);
    }
  };
  return {
    read,
    async keep(dealershipId, { sequence, hash }) {
      const present = await read(dealershipId);
      if (present !== null && present.sequence >= sequence) return;
      await makeFolder(folder);
      await writeFileAtomically(pathOf(dealershipId), Buffer.from(`${JSON.stringify({ sequence, hash })}\n`));
    },
  };
}
