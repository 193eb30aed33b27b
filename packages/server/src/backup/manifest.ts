import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { sha256Schema, timeSchema } from '@forecourt/sdk/contract';
import { readError, writeFileAtomically } from '@forecourt/sdk/files';
import { z } from 'zod';

/** The kind of back-up that this version writes. A later kind gets the next number. */
const format = 1;
export const manifestName = 'manifest.json';

const partSchema = z.strictObject({ bytes: z.int().nonnegative(), sha256: sha256Schema });
const tableSchema = partSchema.extend({ name: z.string(), columns: z.array(z.string()), rows: z.int().nonnegative() });
const name = z.string().regex(/^[a-z0-9._-]+$/i);

/** What a back-up holds, and how each part of it hashes. */
const contentSchema = z.strictObject({
  format: z.literal(format),
  createdAt: timeSchema,
  database: z.enum(['pglite', 'postgres']),
  /** In order: the shape of the tables. */
  migrations: z.array(z.strictObject({ name: z.string(), sha256: sha256Schema })),
  rows: z.strictObject({
    /** Below the back-up's folder; each run has its own, so that the last back-up is whole until this one is. */
    folder: name,
    tables: z.array(tableSchema),
  }),
  /** Files of photos and cutouts, in `assets/`; null where they were left out. */
  files: z
    .strictObject({
      list: partSchema,
      count: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
      /** Files that the storage did not have, or had damaged, when the back-up was made. */
      missing: z.array(sha256Schema),
    })
    .nullable(),
  /** Whether the key ring is in it, with which sealed secrets can be opened. */
  hasKeys: z.boolean(),
});
export type Manifest = z.output<typeof contentSchema>;
export type ManifestTable = z.output<typeof tableSchema>;

const manifestSchema = z.strictObject({ content: contentSchema, sha256: sha256Schema });

/** Makes a back-up of all that was written before: the moment in which it becomes the one that counts. */
export async function writeManifest(folder: string, given: Manifest): Promise<void> {
  // In the order of the schema, as it is read again.
  const content = contentSchema.parse(given);
  const text = JSON.stringify({ content, sha256: hashOf(content) }, undefined, 2);
  await writeFileAtomically(join(folder, manifestName), Buffer.from(`${text}\n`));
}

/** @throws FILE_NOT_FOUND where no back-up was finished; BACKUP_TOO_NEW, BACKUP_INVALID */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(error, path);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ForecourtError('BACKUP_INVALID', `${path} is not whole.`, { cause });
  }
  const found = z.object({ content: z.object({ format: z.number() }) }).safeParse(value);
  if (found.success && found.data.content.format > format) {
    throw new ForecourtError('BACKUP_TOO_NEW', `The back-up has the format ${found.data.content.format}; this version reads ${format}.`);
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) throw new ForecourtError('BACKUP_INVALID', `${path} is not the manifest of a back-up.`, { cause: parsed.error });
  if (hashOf(parsed.data.content) !== parsed.data.sha256) throw new ForecourtError('BACKUP_INVALID', `${path} was changed.`);
  return parsed.data.content;
}

function hashOf(content: Manifest): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
