import { bearerToken } from '@forecourt/sdk/remote';
import type { Call, Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Computers that work for a dealership, and how one becomes such a computer. */
export function hostHandlers({ hosts: { administration, enrolments, rotateKey } }: HandlerParts) {
  const nameOf = ({ caller, params }: Pick<Call<'getHost'>, 'caller' | 'params'>) => ({
    ...{ dealershipId: caller.dealershipId, id: params.hostId },
  });
  return {
    listHosts: ({ caller, query }) => administration.list(caller.dealershipId, query),
    getHost: (call) => administration.read(nameOf(call)),
    createSshHost: ({ caller, body }) => administration.createSsh(caller, body),
    changeHost: ({ caller, params, body }) => administration.change(caller, params.hostId, body),
    drainHost: ({ caller, params, body }) => administration.drain(caller, params.hostId, body.isDraining),
    probeHost: (call) => administration.probe(nameOf(call)),
    trustHostKey: ({ caller, params, body }) => administration.trustKey(caller, params.hostId, body.fingerprint),
    diagnoseHost: (call) => administration.diagnose(nameOf(call)),
    updateHost: ({ caller, params }) => administration.update(caller, params.hostId),
    revokeHost: ({ caller, params }) => administration.revoke(caller, params.hostId),
    listEnrolments: ({ caller, query }) => enrolments.list(caller.dealershipId, query),
    createEnrolment: ({ caller, body, origin }) => enrolments.create(caller, body.name, origin.url),
    revokeEnrolment: ({ caller, params }) => enrolments.revoke(caller, params.enrolmentId),
    acceptEnrolment: ({ request, body, origin }) =>
      enrolments.accept(bearerToken(request.headers.get('authorization') ?? undefined), body, {
        ...{ siteUrl: origin.url, address: origin.clientAddress },
      }),
    rotateHostKey({ request, body }) {
      const { pathname, search } = new URL(request.url);
      const signed = { authorization: request.headers.get('authorization') ?? undefined, method: request.method, path: pathname + search };
      return rotateKey(signed, body.publicKey);
    },
  } satisfies Partial<Handlers>;
}
