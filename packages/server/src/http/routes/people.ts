import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';
import { originOf } from '../origin.ts';

/** Who belongs to a dealership, who is invited, and who looks after the installation. */
export function peopleHandlers({ identity }: HandlerParts) {
  const { accounts, invitations, members, operators } = identity;
  return {
    listPeople: ({ caller, query }) => members.list(caller, query),
    changePerson: ({ caller, params, body }) => members.changeRole(caller, params.personId, body.role),
    removePerson: ({ caller, params }) => members.remove(caller, params.personId),
    endPersonSessions: ({ caller, params }) => members.endSessions(caller, params.personId),
    makePasswordReset: ({ caller, params, origin }) => accounts.makeReset(caller, params.personId, origin.url),
    listInvitations: ({ caller, query }) => invitations.list(caller, query),
    createInvitation: ({ caller, body, origin }) => invitations.create(caller, body, origin.url),
    resendInvitation: ({ caller, params, origin }) => invitations.resend(caller, params.invitationId, origin.url),
    revokeInvitation: ({ caller, params }) => invitations.revoke(caller, params.invitationId),
    async readInvitation({ body, ...call }) {
      await identity.countLinkTry(originOf(call));
      return await invitations.offer(body.token);
    },
    async acceptInvitation({ body, headers, ...call }) {
      const { caller, cookie } = await identity.join(body, originOf(call));
      headers.append('Set-Cookie', cookie);
      return await identity.describe(caller);
    },
    createDealership: ({ caller, body }) => operators.createDealership(caller, body.name),
    async listOperators() {
      return { items: await operators.list() };
    },
    appointOperator: ({ caller, body }) => operators.appoint(caller, body.email),
    dismissOperator: ({ caller, params }) => operators.dismiss(caller, params.personId),
  } satisfies Partial<Handlers>;
}
