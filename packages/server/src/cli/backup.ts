import { resolve } from 'node:path';
import { z } from 'zod';
import { backUp } from '../backup/index.ts';
import { readServerSettings } from '../settings/settings.ts';
import { createLocalStorage } from '../storage/index.ts';
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
  const { dataDir, databaseUrl } = readServerSettings();
  const place = { dataDir: resolve(dataDir), url: databaseUrl };
  await using storage = await createLocalStorage({ folder: place.dataDir });
  if (withKeys) terminal.note('The key ring goes with it: whoever has this back-up can open every secret of this installation.');
  else
    terminal.note(
      'The key ring is not in it. Without the key ring sealed secrets stay sealed after a restore: keep it in another safe place.',
    );
  const report = await backUp({ folder: resolve(folder), place, storage, hasFiles: !withoutFiles, hasKeys: withKeys, signal });
  terminal.result(report, () => {
    const files = report.files ? `${report.files.copied} files copied, ${report.files.kept} were there` : 'files left out';
    return `${report.folder}: ${report.rows} rows, ${files}.`;
  });
  const missing = report.files?.missing.length ?? 0;
  if (missing > 0) terminal.note(`MISSING: ${missing} files are not in the storage, or damaged there. The manifest names them.`);
}
