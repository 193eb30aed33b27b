import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';

/**
 * Parses options that a caller gave, and turns what zod has to say into one `INVALID_INPUT` that names the option.
 */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const text = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  throw new ForecourtError('INVALID_INPUT', `The options for ${what} are wrong: ${text}.`, {
    details: { issues },
    cause: result.error,
  });
}
