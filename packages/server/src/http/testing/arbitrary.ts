import fc from 'fast-check';
import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Values that a schema lets in: the schema that checks requests also makes them. */
export function valid(schema: z.ZodType): fc.Arbitrary<unknown> {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const definitions = root.$defs ?? {};
  return of(root);

  function of(node: boolean | JsonSchema): fc.Arbitrary<unknown> {
    if (typeof node === 'boolean') return fc.jsonValue();
    if (node.$ref !== undefined) return of(definitions[node.$ref.replace('#/$defs/', '')] ?? true);
    if (node.const !== undefined) return fc.constant(node.const);
    if (node.enum !== undefined) return fc.constantFrom(...node.enum);
    const choices = node.anyOf ?? node.oneOf;
    if (choices !== undefined) return fc.oneof(...choices.map(of));
    if (node.allOf !== undefined) return of(node.allOf[0] ?? true);
    switch (node.type) {
      case 'object':
        return objectOf(node);
      case 'array':
        return fc.array(typeof node.items === 'object' && !Array.isArray(node.items) ? of(node.items) : fc.jsonValue(), {
          minLength: node.minItems ?? 0,
          maxLength: Math.min(node.maxItems ?? 5, (node.minItems ?? 0) + 5),
        });
      case 'string':
        return stringOf(node);
      case 'integer':
        return fc.integer({ min: lowest(node), max: highest(node) });
      case 'number':
        return fc.double({ min: lowest(node), max: highest(node), noNaN: true });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        return fc.jsonValue();
    }
  }

  function objectOf({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
    const model = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, of(each)]));
    return fc.record(model, { requiredKeys: required.filter((name) => name in model) });
  }
}

/** Anything but: wrong types, strange text, fields too many and too few. */
export function broken(schema: z.ZodType): fc.Arbitrary<unknown> {
  const strange = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(...hostileTexts),
    fc.constantFrom(-1, 0, 1e308, 2 ** 53, -0.5, '', null, [], {}),
  );
  const spoilt = fc.tuple(valid(schema), fc.nat(), strange, fc.boolean()).map(([value, at, other, isRemoved]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return other;
    const names = [...Object.keys(value), '__proto__', 'extra'];
    const name = names[at % names.length] ?? 'extra';
    const { [name]: _, ...rest } = value as Record<string, unknown>;
    return isRemoved ? rest : Object.fromEntries([...Object.entries(rest), [name, other]]);
  });
  return fc.oneof({ weight: 3, arbitrary: spoilt }, { weight: 1, arbitrary: strange });
}

/** What has broken programs before. PostgreSQL's text knows no NUL; half a surrogate pair is no UTF-8. */
export const hostileTexts = [
  "'; drop table vehicles; --",
  '" or 1=1 --',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '%00',
  'a\u0000b',
  '\ud800',
  '{{7*7}}<%= 7*7 %>',
  '\r\nX-Injected: yes',
  '\u202egpj.exe',
  '%',
  '_%\\',
  'x'.repeat(5_000),
  '🚗'.repeat(200),
] as const;

function stringOf(node: JsonSchema): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 200 } = node;
  if (format === 'uuid') return fc.uuid({ version: 7 });
  if (format === 'email') return fc.emailAddress();
  if (format === 'uri') return fc.webUrl();
  if (format === 'date-time')
    return fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const bounds = { minLength, maxLength: Math.min(maxLength, minLength + 60) };
  const hostile = hostileTexts.filter((text) => text.length >= minLength && text.length <= maxLength);
  const plain = fc.string({ ...bounds, unit: 'grapheme' });
  return hostile.length === 0 ? plain : fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: fc.constantFrom(...hostile) });
}

function lowest({ minimum, exclusiveMinimum, type }: JsonSchema): number {
  const value = Number(minimum ?? exclusiveMinimum ?? -1_000_000);
  return type === 'integer' ? Math.ceil(Math.max(value, -2_147_483_648)) : value;
}

function highest({ maximum, exclusiveMaximum, type }: JsonSchema): number {
  const value = Number(maximum ?? exclusiveMaximum ?? 1_000_000);
  return type === 'integer' ? Math.floor(Math.min(value, 2_147_483_647)) : value;
}
