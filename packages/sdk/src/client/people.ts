import type * as z from 'zod';
import type { Role, routes } from '../contract/index.ts';
import type { Call, CallInput, CallOptions } from './call.ts';
import { listOf } from './pages.ts';

type PageQuery = z.input<(typeof routes)['listPeople']['query']>;
type Body<Name extends 'createInvitation' | 'acceptInvitation'> = CallInput<Name>['body'];

/** People of a dealership. Only for owners and managers who are signed in. */
export function people(call: Call) {
  return {
    list: (query: PageQuery = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listPeople', { query: { ...query, cursor } }, options), options),
    /** @throws LAST_OWNER, FORBIDDEN for a role above the own one */
    changeRole: (personId: string, role: Role, options?: CallOptions) =>
      call('changePerson', { params: { personId }, body: { role } }, options),
    /** @throws LAST_OWNER */
    remove: (personId: string, options?: CallOptions) => call('removePerson', { params: { personId } }, options),
    /** Signs a person out everywhere in this dealership. */
    endSessions: (personId: string, options?: CallOptions) => call('endPersonSessions', { params: { personId } }, options),
    /** A one-time link with which the person sets a new password. */
    makePasswordReset: (personId: string, options?: CallOptions) => call('makePasswordReset', { params: { personId } }, options),
  };
}

/** Invitations into a dealership. */
export function invitations(call: Call) {
  return {
    list: (query: PageQuery = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listInvitations', { query: { ...query, cursor } }, options), options),
    /** Its `token` is in this answer and never shown again. @throws ALREADY_MEMBER, ALREADY_INVITED */
    create: (body: Body<'createInvitation'>, options?: CallOptions) => call('createInvitation', { body }, options),
    /** A new link instead of the one before. */
    resend: (invitationId: string, options?: CallOptions) => call('resendInvitation', { params: { invitationId } }, options),
    revoke: (invitationId: string, options?: CallOptions) => call('revokeInvitation', { params: { invitationId } }, options),
    /** What an invitation offers to the holder of its link. @throws LINK_EXPIRED */
    read: (token: string, options?: CallOptions) => call('readInvitation', { body: { token } }, options),
    /** Joins and signs in. @throws LINK_EXPIRED, WRONG_CREDENTIALS */
    accept: (body: Body<'acceptInvitation'>, options?: CallOptions) => call('acceptInvitation', { body }, options),
  };
}
