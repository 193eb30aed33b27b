import { createRequire } from 'node:module';
import { z } from 'zod';

const manifestSchema = z.object({ version: z.string() });
let known: string | undefined;

/** Version of `@forecourt/server`, as its package says. */
export function version(): string {
  // By its own name, which is where the published package and this repository agree.
  known ??= manifestSchema.parse(createRequire(import.meta.url)('@forecourt/server/package.json')).version;
  return known;
}
