import { ForecourtError } from '@forecourt/errors';
import { type Role, type Route, type Scope, scopeSchema } from '@forecourt/sdk/contract';
import type { Caller } from './caller.ts';

const reading: readonly Scope[] = ['vehicles:read', 'photos:read', 'jobs:read'];
const reviewing: readonly Scope[] = [...reading, 'reviews:write'];

/** What a person may do, by role: the one table of it. */
const scopesOfRole = {
  owner: scopeSchema.options,
  manager: scopeSchema.options,
  editor: scopeSchema.options,
  reviewer: reviewing,
  viewer: reading,
} as const satisfies Record<Role, readonly Scope[]>;

/** Roles that may administer: make and revoke keys. */
const administrators: readonly Role[] = ['owner', 'manager'];

export function scopesOf(role: Role): readonly Scope[] {
  return scopesOfRole[role];
}

/**
 * Lets pass who may do what a route asks for.
 *
 * @throws UNAUTHENTICATED for nobody, FORBIDDEN for somebody who may not
 */
export function requireAccess(caller: Caller | null, access: Exclude<Route['access'], 'open'>): asserts caller is Caller {
  if (caller === null) throw new ForecourtError('UNAUTHENTICATED', 'Nobody is signed in, and there is no API key.');
  if (access === 'anyone') return;
  if (access === 'session') {
    if (caller.kind !== 'person') {
      throw new ForecourtError('FORBIDDEN', 'An API key cannot do this.', { hint: 'Sign in and do it under Settings.' });
    }
    if (caller.role === null || !administrators.includes(caller.role)) {
      throw new ForecourtError('FORBIDDEN', 'Only an owner or a manager may do this.');
    }
    return;
  }
  if (!caller.scopes.includes(access)) {
    throw new ForecourtError('FORBIDDEN', `This needs the right ${access}.`, {
      hint: caller.kind === 'key' ? 'Make an API key with this scope under Settings.' : undefined,
      details: { scope: access },
    });
  }
}
