import { type Scope, scopeSchema } from '@forecourt/sdk/contract';

/** What a scope lets a program do, in words. */
export const scopeWords: Readonly<Record<Scope, string>> = {
  'vehicles:read': 'See vehicles and listings',
  'vehicles:write': 'Add, change and remove vehicles',
  'photos:read': 'See and download photos and cutouts',
  'photos:write': 'Upload, change and remove photos',
  'reviews:write': 'Approve and reject cutouts',
  'jobs:read': 'See jobs',
  'jobs:write': 'Start and cancel jobs',
};

const all = scopeSchema.options;
const reading = all.filter((scope) => scope.endsWith(':read'));

/** In a list of keys: the short of it. */
export function scopesInShort(scopes: readonly Scope[]): string {
  if (scopes.length === all.length) return 'Everything';
  if (scopes.length === reading.length && reading.every((scope) => scopes.includes(scope))) return 'Reads everything';
  return `${scopes.length} of ${all.length} rights`;
}
