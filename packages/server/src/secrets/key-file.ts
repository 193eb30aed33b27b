import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder, readError, syncFolder, temporaryName, writeError } from '@forecourt/sdk/files';
import { z } from 'zod';
import { holdFile } from '../database/file-lock.ts';
import { Hidden } from '../settings/hidden.ts';
import type { KeyRing } from './key-ring.ts';
import { keyBytes, ringKey } from './ring-key.ts';

/** Name of the key ring in the data folder. */
export const keyFileName = 'keys.json';

const keySchema = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,40}$/),
  /** 32 bytes as base64. */
  key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  madeAt: z.iso.datetime(),
});
const fileSchema = z.strictObject({
  about: z.string(),
  keys: z
    .array(keySchema)
    .min(1)
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'has a key twice'),
});
type FileKey = z.infer<typeof keySchema>;

const about = 'Opens the secrets in the database beside it. Keep a copy in a safe place: without it they are lost.';

/**
 * A key ring in the file `keys.json` of the data folder. It is read anew at each need, so that every process has what another one
 * added. Changes are made beside it and take its place whole, one process at a time.
 */
export function fileKeyRing(dataDir: string): KeyRing {
  const path = join(dataDir, keyFileName);
  const change = async (work: (keys: readonly FileKey[]) => readonly FileKey[] | undefined): Promise<void> => {
    await makeFolder(dataDir);
    await using _held = await holdFile(join(dataDir, 'keys.lock'));
    const present = await readKeys(path);
    const next = work(present);
    if (next !== undefined) await writeKeys(dataDir, path, next, present.length === 0);
  };
  return {
    source: 'file',
    keys: async () => (await readKeys(path)).map(({ id, key }) => ringKey(id, new Hidden(key))),
    makeFirst: () => change((keys) => (keys.length > 0 ? undefined : [newKey()])),
    async add() {
      const made = newKey();
      await change((keys) => [made, ...keys]);
      return ringKey(made.id, new Hidden(made.key));
    },
    drop: (ids) => change((keys) => keys.filter(({ id }, index) => index === 0 || !ids.includes(id))),
  };
}

/** Whether others than its owner may read the file; Windows has no such bits. */
export async function isOpenToOthers(dataDir: string): Promise<boolean> {
  const found = await stat(join(dataDir, keyFileName)).catch(() => undefined);
  return process.platform !== 'win32' && found !== undefined && (found.mode & 0o077) !== 0;
}

function newKey(): FileKey {
  const madeAt = new Date().toISOString();
  return { id: `k-${madeAt.slice(0, 10)}-${randomBytes(4).toString('hex')}`, key: randomBytes(keyBytes).toString('base64'), madeAt };
}

/** The keys in their order; none where there is no file. */
async function readKeys(path: string): Promise<readonly FileKey[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent) return [];
    throw readError(error, path);
  }
  try {
    return fileSchema.parse(JSON.parse(text)).keys;
  } catch {
    // Without its cause, which would quote from the file.
    throw new ForecourtError('KEY_RING_INVALID', `The key ring ${path} is not what Forecourt wrote.`);
  }
}

async function writeKeys(folder: string, path: string, keys: readonly FileKey[], isFirst: boolean): Promise<void> {
  const temporary = join(folder, temporaryName());
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ about, keys }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // A link refuses a name that is taken: whatever else made a ring meanwhile, it is not overwritten.
    if (isFirst) await link(temporary, path);
    else await rename(temporary, path);
  } catch (error) {
    throw writeError(error, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
}
