import { ForecourtError } from '@forecourt/errors';
import { type Role, roleSchema } from '@forecourt/sdk/contract';
import type { Caller } from './caller.ts';

/** Roles stand in the contract from most to least. */
const rankOf = (role: Role) => roleSchema.options.indexOf(role);

/**
 * Nobody decides about a role above the own one: a manager makes no owner, and takes nothing from one.
 *
 * @throws FORBIDDEN
 */
export function requireRank(caller: Caller, role: Role): void {
  if (caller.role !== null && rankOf(role) >= rankOf(caller.role)) return;
  throw new ForecourtError('FORBIDDEN', `Only an owner may decide about a person who is ${role}.`, {
    hint: 'Ask an owner of the dealership.',
  });
}
