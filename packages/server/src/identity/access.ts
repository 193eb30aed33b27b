import { ForecourtError } from '@forecourt/errors';
import { operatorScopes, type Role, type Route, rights, type Scope, scopesOfRole } from '@forecourt/sdk/contract';
import type { Caller } from './caller.ts';

/** What a person may do, by the table of rights. */
export function scopesOf(role: Role, { isOperator = false }: { readonly isOperator?: boolean } = {}): readonly Scope[] {
  const ofRole = scopesOfRole(role);
  return isOperator ? [...ofRole, ...operatorScopes] : ofRole;
}

/**
 * Lets pass who may do what a route asks for.
 *
 * @throws UNAUTHENTICATED for nobody, FORBIDDEN for somebody who may not
 */
export function requireAccess(caller: Caller | null, access: Exclude<Route['access'], 'open'>): asserts caller is Caller {
  if (caller === null) throw new ForecourtError('UNAUTHENTICATED', 'Nobody is signed in, and there is no API key.');
  if (access === 'anyone') return;
  if (access === 'person') {
    if (caller.kind === 'person' && !caller.isToken) return;
    throw new ForecourtError('FORBIDDEN', 'This concerns the account of a person.', { hint: 'Sign in and do it there.' });
  }
  if (caller.scopes.includes(access)) return;
  throw new ForecourtError('FORBIDDEN', `This needs the right ${access}.`, { hint: hintFor(caller, access), details: { scope: access } });
}

function hintFor(caller: Caller, access: Scope): string | undefined {
  if (caller.kind === 'person') return undefined;
  return rights[access].isForKeys ? 'Make an API key with this scope under Settings.' : 'No API key can do this: sign in and do it there.';
}
