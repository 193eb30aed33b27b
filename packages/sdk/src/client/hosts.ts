import type * as z from 'zod';
import type { routes } from '../contract/index.ts';
import type { Call, CallInput, CallOptions } from './call.ts';
import { listOf } from './pages.ts';

type Body<Name extends 'createSshHost' | 'changeHost' | 'createEnrolment'> = CallInput<Name>['body'];
type Query<Name extends 'listHosts' | 'listEnrolments'> = z.input<(typeof routes)[Name]['query']>;

/** Computers that work for the dealership. */
export function hosts(call: Call) {
  return {
    /** In the order of their names. */
    list: (query: Query<'listHosts'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listHosts', { query: { ...query, cursor } }, options), options),
    /** One with its history and its keys. */
    get: (hostId: string, options?: CallOptions) => call('getHost', { params: { hostId } }, options),
    /** Adds a computer without an agent, which is reached by SSH alone. @throws HOST_NAME_TAKEN, TOO_MANY_HOSTS, OUTBOUND_REFUSED */
    createSsh: (body: Body<'createSshHost'>, options?: CallOptions) => call('createSshHost', { body }, options),
    /** Changes what is given and keeps the rest. @throws HOST_NAME_TAKEN, HOST_REVOKED, OUTBOUND_REFUSED */
    change: (hostId: string, body: Body<'changeHost'>, options?: CallOptions) => call('changeHost', { params: { hostId }, body }, options),
    /** Lets it finish what it has and gives it nothing new, or lets it take work again. @throws HOST_UNREACHABLE, HOST_REVOKED */
    drain: (hostId: string, isDraining: boolean, options?: CallOptions) =>
      call('drainHost', { params: { hostId }, body: { isDraining } }, options),
    /** Tries every road now. @throws HOST_REVOKED */
    probe: (hostId: string, options?: CallOptions) => call('probeHost', { params: { hostId } }, options),
    /** Pins another SSH host key, after somebody compared its fingerprint. @throws HOST_REVOKED */
    trustKey: (hostId: string, fingerprint: string, options?: CallOptions) =>
      call('trustHostKey', { params: { hostId }, body: { fingerprint } }, options),
    /** Has its agent look at each of its parts now. @throws HOST_UNREACHABLE, HOST_REVOKED */
    diagnose: (hostId: string, options?: CallOptions) => call('diagnoseHost', { params: { hostId } }, options),
    /** Has it install the agent that the platform brings. @throws HOST_UNREACHABLE, HOST_REVOKED */
    update: (hostId: string, options?: CallOptions) => call('updateHost', { params: { hostId } }, options),
    /** Believes it no more, for good. */
    revoke: (hostId: string, options?: CallOptions) => call('revokeHost', { params: { hostId } }, options),
  };
}

/** Invitations for computers. */
export function enrolments(call: Call) {
  return {
    /** Newest first. */
    list: (query: Query<'listEnrolments'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listEnrolments', { query: { ...query, cursor } }, options), options),
    /** Invites a computer; token and commands are in this answer and never shown again. @throws HOST_NAME_TAKEN, TOO_MANY_HOSTS */
    create: (body: Body<'createEnrolment'>, options?: CallOptions) => call('createEnrolment', { body }, options),
    revoke: (enrolmentId: string, options?: CallOptions) => call('revokeEnrolment', { params: { enrolmentId } }, options),
  };
}

/** Folders on computers that are kept in step with the platform. */
export function syncFolders(call: Call) {
  return {
    list: async (options?: CallOptions) => (await call('listSyncFolders', {}, options)).items,
    /** What a computer says of a folder; the answer says whether it is to rest. */
    report: (folderId: string, body: CallInput<'reportSyncFolder'>['body'], options?: CallOptions) =>
      call('reportSyncFolder', { params: { folderId }, body }, options),
    pause: (folderId: string, isPaused: boolean, options?: CallOptions) =>
      call('changeSyncFolder', { params: { folderId }, body: { isPaused } }, options),
    /** Its photos stay. */
    forget: (folderId: string, options?: CallOptions) => call('forgetSyncFolder', { params: { folderId } }, options),
  };
}
