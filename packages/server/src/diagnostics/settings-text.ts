import { type Environment, environmentSchema as sdkSchema } from '@forecourt/sdk/settings';
import { environmentSchema } from '../settings/settings.ts';

/** Names of settings whose value is a secret as a whole, or names a person. */
const secretName = /PASSWORD|SECRET|TOKEN|KEY|HEADERS|CREDENTIAL|EMAIL|PASSPHRASE/;
/** Settings whose value is an address that may hold a password. */
const addressName = /URL|ENDPOINT|SMTP|DSN/;

/** Every known setting as it may be shown to whoever helps: its value, or only that it is set. */
export function shownSettings(environment: Environment): Record<string, string> {
  const names = [...new Set([...Object.keys(environmentSchema.shape), ...Object.keys(sdkSchema.shape)])];
  return Object.fromEntries(names.map((name) => [name, shown(name, environment[name])]));
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return '(default)';
  if (secretName.test(name)) return '(set, not shown)';
  if (addressName.test(name)) return withoutCredentials(value);
  return value;
}

function withoutCredentials(value: string): string {
  const url = URL.parse(value);
  if (url === null) return '(set, not shown)';
  const parameters = url.search === '' ? '' : '?(left out)';
  return `${url.protocol}//${url.username === '' ? '' : '(left out)@'}${url.host}${url.pathname}${parameters}`;
}

/** Values that must not leave the house, whatever text they stand in. */
export function secretValues(environment: Environment): string[] {
  const values = Object.keys({ ...environmentSchema.shape, ...sdkSchema.shape }).flatMap((name) => {
    const value = environment[name];
    if (value === undefined) return [];
    if (secretName.test(name)) return [value];
    const url = addressName.test(name) ? URL.parse(value) : null;
    if (url === null) return [];
    return [url.password, decodedOrSame(url.password), ...url.searchParams.values()];
  });
  // Very short ones would be found in everything.
  return [...new Set(values)].filter((value) => value.length >= 4);
}

function decodedOrSame(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign is part of the password then.
    return text;
  }
}
