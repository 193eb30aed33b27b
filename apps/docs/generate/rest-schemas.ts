import { cell, escapeText, page, table } from './markdown.ts';
import type { Schema } from './openapi.ts';

/** All named schemas, each with its fields. */
export function schemasPage(schemas: Readonly<Record<string, Schema>>): string {
  const sections = Object.entries(schemas)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, schema]) =>
      [`## ${name} {#${name}}`, escapeText(schema.description ?? ''), fieldRows(schema)].filter(Boolean).join('\n\n'),
    );
  return page('Schemas', sections, { outline: '[2, 2]' });
}

/** The fields of an object as a table; what is no object, in a line. */
export function fieldRows(schema: Schema): string {
  const variants = schema.oneOf ?? schema.anyOf;
  if (schema.properties === undefined && variants !== undefined && variants.every(({ properties }) => properties !== undefined)) {
    return variants.map((variant) => `${variantTitle(variant)}\n\n${fieldRows(variant)}`).join('\n\n');
  }
  if (schema.properties === undefined) return escapeText(schemaText(schema));
  const required = new Set(schema.required);
  return table(
    ['field', 'type', ''],
    Object.entries(schema.properties).map(([name, field]) => [
      `\`${name}\`${required.has(name) ? '' : ' (optional)'}`,
      cell(schemaText(field)),
      cell(field.description ?? ''),
    ]),
  );
}

/** One of several shapes is known by its constant field, as events by their type. */
function variantTitle({ properties = {} }: Schema): string {
  const constant = Object.values(properties).find((field) => field.const !== undefined || field.enum?.length === 1);
  return `**\`${String(constant?.const ?? constant?.enum?.[0] ?? 'otherwise')}\`**`;
}

/** A type in a few words, named schemas as links. */
export function schemaText(schema: Schema | undefined): string {
  if (schema === undefined) return '';
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `[${name}](./schemas#${name})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return [...new Set(variants.map(schemaText))].join(' or ');
  if (schema.allOf !== undefined) return schema.allOf.map(schemaText).join(' and ');
  if (schema.type === 'array') return `list of ${schemaText(schema.items)}`;
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  const fallback = schema.default === undefined ? '' : `, ${JSON.stringify(schema.default)} where left out`;
  if (types.includes('object') && schema.properties !== undefined) {
    return `{ ${Object.entries(schema.properties)
      .map(([name, field]) => `${name}: ${schemaText(field)}`)
      .join(', ')} }`;
  }
  return `${types.join(' or ') || 'anything'}${schema.format ? ` (${schema.format})` : ''}${limits(schema)}${fallback}`;
}

function limits({ minimum, maximum, minLength, maxLength }: Schema): string {
  const [least, most] = [minimum ?? minLength, maximum ?? maxLength];
  const unit = minLength !== undefined || maxLength !== undefined ? ' characters' : '';
  const largest = Number.MAX_SAFE_INTEGER;
  const upper = most !== undefined && most < largest ? most : undefined;
  const lower = least !== undefined && least > -largest ? least : undefined;
  if (lower !== undefined && upper !== undefined) return `, ${lower} to ${upper}${unit}`;
  if (upper !== undefined) return `, at most ${upper}${unit}`;
  return lower !== undefined && lower !== 0 ? `, at least ${lower}${unit}` : '';
}
