import { join } from 'node:path';
import { expect, it } from 'vitest';
import { embedMigrations } from './embed-migrations.ts';

it('carries the very migrations that lie in the folder', async () => {
  await expect(await embedMigrations(join(import.meta.dirname, 'migrations'))).toMatchFileSnapshot('migrations.generated.ts');
});
