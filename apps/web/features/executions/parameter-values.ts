import type { ScriptParameter } from '@forecourt/sdk/contract';

/** What boxes hold, by the names of parameters: text, or whether a switch is on. */
export type ParameterDraft = Readonly<Record<string, string | boolean>>;

/** What is wrong with a draft, by the names of parameters. */
export function problemsOf(parameters: readonly ScriptParameter[], draft: ParameterDraft): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const { name, type, isRequired } of parameters) {
    const value = draft[name];
    const text = typeof value === 'string' ? value.trim() : '';
    if (type === 'switch') continue;
    if (isRequired && text === '') problems.set(name, 'The script needs this.');
    else if (type === 'number' && text !== '' && !Number.isFinite(Number(text))) problems.set(name, 'Enter a number.');
  }
  return problems;
}

/** What the script is given: nothing for what was left empty, so that its own defaults count. */
export function valuesOf(parameters: readonly ScriptParameter[], draft: ParameterDraft): Record<string, string | number | boolean> {
  const values: Record<string, string | number | boolean> = {};
  for (const { name, type } of parameters) {
    const value = draft[name];
    if (type === 'switch') {
      if (value === true) values[name] = true;
    } else if (typeof value === 'string' && value.trim() !== '') {
      values[name] = type === 'number' ? Number(value) : type === 'text' ? value : value.trim();
    }
  }
  return values;
}
