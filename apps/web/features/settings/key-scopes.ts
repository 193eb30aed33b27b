import { keyScopeSchema, rights, type Scope } from '@forecourt/sdk/contract';

/** What a key made here can carry, in the order of the table of rights; those of operators are given by operators. */
export const offered: readonly Scope[] = keyScopeSchema.options.filter((scope) => rights[scope].roles.length > 0);

/** What most programs need: vehicles, photos, reviews, jobs. */
export const usual: readonly Scope[] = offered.filter((scope) => /^(vehicles|photos|reviews|jobs):/.test(scope));

const reading = offered.filter((scope) => scope.endsWith(':read'));

/** In a list of keys: the short of it. */
export function scopesInShort(scopes: readonly Scope[]): string {
  const has = (wanted: readonly Scope[]) => scopes.length === wanted.length && wanted.every((scope) => scopes.includes(scope));
  if (has(offered)) return 'Everything';
  if (has(reading)) return 'Reads everything';
  return scopes.length === 1 ? '1 right' : `${scopes.length} rights`;
}
