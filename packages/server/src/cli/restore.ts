import { resolve } from 'node:path';
import { z } from 'zod';
import { openPlaces, restore as restoreBackup } from '../backup/index.ts';
import { readServerSettings } from '../settings/settings.ts';
import { type CommandContext, parseFlags } from './context.ts';

const restoreFlagsSchema = z.strictObject({ folder: z.string().min(1), json: z.boolean().default(false) });

/** `forecourt restore FOLDER`: into an installation that has nothing yet, on either database. */
export async function restore(flags: unknown, { terminal, signal }: CommandContext): Promise<void> {
  const { folder } = parseFlags(restoreFlagsSchema, flags);
  const { dataDir, databaseUrl, storage: files } = readServerSettings();
  const place = { dataDir: resolve(dataDir), url: databaseUrl };
  await using places = await openPlaces(place.dataDir, files);
  const report = await restoreBackup({ folder: resolve(folder), place, storage: places.target, signal });
  terminal.result(report, () => `Restored as of ${report.createdAt}: ${report.rows} rows, ${report.files} files.`);
  if (!report.hasFiles) terminal.note('The back-up has no files: photos and cutouts are missing until they are put back.');
  if (report.missing.length > 0) terminal.note(`MISSING: ${report.missing.length} files were not in the back-up.`);
  if (!report.hasKeys) terminal.note('The key ring was not in it: put it back, or sealed secrets stay sealed.');
}
