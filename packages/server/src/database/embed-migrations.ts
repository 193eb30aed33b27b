import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The SQL files of a folder as the source of a module: a bundled server has no folder beside it to read them from.
 * `migrations.test.ts` keeps `migrations.generated.ts` equal to this; `vitest run -u` on it writes the file anew.
 */
export async function embedMigrations(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const entries = await Promise.all(
    files.map(async (file) => {
      const sql = await readFile(join(folder, file), 'utf8');
      return `  { name: ${JSON.stringify(file.replace(/\.sql$/, ''))}, sql: ${JSON.stringify(sql)} },\n`;
    }),
  );
  return `// Made from database/migrations/*.sql: see embed-migrations.ts.\nexport const migrations: readonly { readonly name: string; readonly sql: string }[] = [\n${entries.join('')}];\n`;
}
