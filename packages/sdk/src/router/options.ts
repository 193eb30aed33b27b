import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';

/** @throws INVALID_INPUT, with what is wrong of which option */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, options: unknown, owner: string): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`);
  throw new ForecourtError('INVALID_INPUT', `Options of ${owner} are wrong: ${problems.join('; ')}.`, { details: { problems } });
}
