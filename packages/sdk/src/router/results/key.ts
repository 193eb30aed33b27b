import { hash } from 'node:crypto';
import { z } from 'zod';

/** What makes two calls the same: equal texts are equal calls. */
export interface CallContent {
  readonly scope: string;
  /** Names of those that may be asked. */
  readonly providers: readonly string[];
  readonly operation: string;
  /** Everything that is asked for but its pictures. */
  readonly parameters: unknown;
  /** SHA-256 of the pictures that it is made from, in their order. */
  readonly inputs: readonly (string | null)[];
}

/** The name of a call's content. Other words, another size, another picture, another dealership: another name. */
export function keyOf({ scope, providers, operation, parameters, inputs }: CallContent): string {
  return hash('sha256', JSON.stringify([scope, providers, operation, parameters, inputs]), 'hex');
}

const described = new WeakMap<z.ZodType, string | undefined>();

/** The shape of an answer as a text; undefined for one that JSON cannot say, so that its answers cannot be kept. */
export function schemaText(schema: z.ZodType): string | undefined {
  if (!described.has(schema)) described.set(schema, describe(schema));
  return described.get(schema);
}

function describe(schema: z.ZodType): string | undefined {
  try {
    return JSON.stringify(z.toJSONSchema(schema));
  } catch {
    // A transformation, a date, a map: a shape that does not come back from JSON as it was.
    return undefined;
  }
}
