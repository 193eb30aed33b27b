import { cell, page, table } from './markdown.ts';

export interface SettingsGroup {
  readonly title: string;
  readonly text: string;
  /** The shape of the schema that checks them; each field says what it means. */
  readonly shape: Readonly<Record<string, unknown>>;
}

/** Every environment variable that the code reads, from the schemas that check them. */
export function settingsPage(groups: readonly SettingsGroup[]): string {
  const sections = groups.flatMap(({ title, text, shape }) => [
    `## ${title}`,
    text,
    table(
      ['variable', 'meaning'],
      Object.entries(shape).map(([name, field]) => [`\`${name}\``, cell(description(field))]),
    ),
  ]);
  return page('Settings', [
    'Read from the environment, once, and checked. A `FORECOURT_` variable that nothing reads is an error with the list of known ones, so that a misspelt one does not go unseen; so is a value that cannot be. Nothing falls back in silence.',
    ...sections,
  ]);
}

function description(field: unknown): string {
  if (typeof field === 'object' && field !== null && 'description' in field && typeof field.description === 'string')
    return field.description;
  throw new Error('A setting has no description; the schema that checks it should say what it means.');
}
