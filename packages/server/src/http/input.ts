import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';

type Part = 'address' | 'query' | 'body';

/** Checks one part of a request by its schema. @throws INVALID_INPUT that names each wrong field. */
export function parseInput(part: Part, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({ in: part, field: path.join('.'), message }));
    const [first] = fields;
    throw new ForecourtError('INVALID_INPUT', `${first?.field || `The ${part}`}: ${first?.message}.`, { details: { fields } });
  }
  const odd = oddText(parsed.data);
  if (odd !== null) {
    throw new ForecourtError('INVALID_INPUT', `${odd || `The ${part}`}: holds characters that no text can have.`, {
      details: { fields: [{ in: part, field: odd, message: 'holds characters that no text can have' }] },
    });
  }
  return parsed.data;
}

/** Where a text holds U+0000, which PostgreSQL cannot keep, or half of a surrogate pair, which UTF-8 cannot say. */
function oddText(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = oddText(inner, path === '' ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}
