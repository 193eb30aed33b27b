import { ForecourtError } from '@forecourt/errors';

/**
 * JSON of which there is one form for each value (RFC 8785): members in the order of their names by UTF-16 units, no white space, numbers
 * and texts as ECMAScript writes them. A member that is undefined is left out, as `JSON.stringify` does.
 *
 * @throws INVALID_INPUT for what JSON cannot say
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => `${canonicalJson(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  const isPlain = value === null || typeof value === 'boolean' || Number.isFinite(value);
  if (!isPlain && !(typeof value === 'string' && value.isWellFormed())) {
    throw new ForecourtError('INVALID_INPUT', `A ${typeof value} that JSON cannot say.`);
  }
  return JSON.stringify(value);
}
