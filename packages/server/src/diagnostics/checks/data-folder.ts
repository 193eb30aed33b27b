import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder } from '@forecourt/sdk/files';
import { type Check, ok } from '../check.ts';

/** Writes a small file and reads it again: rights, quotas and disks that turned read-only show in nothing else. */
export const dataFolder: Check = {
  name: 'data-folder',
  title: 'Data folder',
  async run({ dataDir }) {
    const probe = join(dataDir, `.probe-${randomUUID()}`);
    try {
      await makeFolder(dataDir);
      await writeFile(probe, 'forecourt', { mode: 0o600 });
      if ((await readFile(probe, 'utf8')) !== 'forecourt') throw new TypeError('another text');
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it gave back something else than was written';
      if (code === 'ENOSPC' || code === 'DISK_FULL') {
        throw new ForecourtError('DISK_FULL', `Nothing more can be written to ${dataDir}: the disk is full.`, { cause });
      }
      throw new ForecourtError('OUTPUT_NOT_WRITABLE', `${dataDir} cannot be written (${code}).`, {
        hint: 'Give the user who runs the server the right to write there, mount it for writing, or set FORECOURT_DATA_DIR to another folder.',
        cause,
      });
    } finally {
      // What could not be written cannot be removed either; the finding says why.
      await rm(probe, { force: true }).catch(() => undefined);
    }
    return ok(`${dataDir} can be written.`);
  },
};
