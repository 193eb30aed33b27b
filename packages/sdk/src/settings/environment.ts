import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';

/** The environment of a process: `process.env`, or what a test gives. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks the environment by a schema of all variables that are read.
 *
 * @param isReadElsewhere names of our name space that another part of Forecourt reads, so they pass.
 * @throws UNKNOWN_SETTING for a `FORECOURT_…` variable that nobody reads, since a misspelt setting must not be silent.
 * @throws INVALID_INPUT for a value that cannot be.
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
  isReadElsewhere: (name: string) => boolean,
): z.output<Schema> {
  const known = Object.keys(schema.shape);
  for (const name of Object.keys(environment)) {
    if (name.startsWith('FORECOURT_') && !known.includes(name) && !isReadElsewhere(name)) {
      throw new ForecourtError('UNKNOWN_SETTING', `The environment sets ${name}, which nothing reads.`, {
        hint: `Known settings: ${known.join(', ')}.`,
        details: { name },
      });
    }
  }
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ForecourtError('INVALID_INPUT', `The setting ${issue?.path.join('.')} is wrong: ${issue?.message}.`, { cause: parsed.error });
}
