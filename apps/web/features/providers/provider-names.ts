import type { ProviderKind } from '@forecourt/sdk/contract';

/** What is wrong with a name, as the server would say it. */
export function nameProblem(name: string): string | undefined {
  return /^[a-z][a-z0-9-]{0,39}$/.test(name) ? undefined : 'Lower-case letters, digits and dashes, beginning with a letter.';
}

/** The kind, with a number behind it where that is taken. */
export function freeName(kind: ProviderKind, names: readonly string[]): string {
  let name: string = kind;
  for (let number = 2; names.includes(name); number++) name = `${kind}-${number}`;
  return name;
}
