import { resolve } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { backUp, openPlaces } from '../backup/index.ts';
import { readServerSettings } from '../settings/settings.ts';
import { type CommandContext, parseFlags } from './context.ts';

const backupFlagsSchema = z.strictObject({
  folder: z.string().min(1),
  /** Only `--without-files` and `--with-keys` say something. */
  withoutFiles: z.boolean().default(false),
  withKeys: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `forecourt backup FOLDER`: everything of this installation, while its servers run. */
export async function backup(flags: unknown, { terminal, signal }: CommandContext): Promise<void> {
  const { folder, withoutFiles, withKeys } = parseFlags(backupFlagsSchema, flags);
  const { dataDir, databaseUrl, storage: files } = readServerSettings();
  const place = { dataDir: resolve(dataDir), url: databaseUrl };
  await using places = await openPlaces(place.dataDir, files);
  if (withKeys) terminal.note('The key ring goes with it: whoever has this back-up can open every secret of this installation.');
  else
    terminal.note(
      'The key ring is not in it. Without the key ring sealed secrets stay sealed after a restore: keep it in another safe place.',
    );
  const report = await backUp({
    folder: resolve(folder),
    place,
    storage: places.source,
    hasFiles: !withoutFiles,
    hasKeys: withKeys,
    signal,
  });
  terminal.result(report, () => {
    const files = report.files ? `${report.files.copied} files copied, ${report.files.kept} were there` : 'files left out';
    return `${report.folder}: ${report.rows} rows, ${files}.`;
  });
  if (withKeys && !report.hasKeys)
    terminal.note('There is no keys.json: nothing is sealed yet, or FORECOURT_SECRET_KEYS has the keys. Keep those in a safe place.');
  const missing = report.files?.missing.length ?? 0;
  if (missing === 0) return;
  throw new ForecourtError('FILE_NOT_FOUND', `The back-up is there, but ${missing} files are not in the storage, or are damaged there.`, {
    hint: 'The manifest names them. Look for them in an older back-up.',
  });
}
