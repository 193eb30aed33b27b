import { ForecourtError } from '@forecourt/errors';
import type { Enrolment, EnrolmentAnswer, EnrolmentRequest } from '@forecourt/sdk/contract';
import { actorOf, appendAudit, systemActor } from '../database/audit.ts';
import type { Page, PageQuery } from '../database/cursor.ts';
import { insertEnrolment, listEnrolments, noteEnrolled, revokeEnrolment, useEnrolment } from '../database/enrolments.ts';
import { addHostEvent } from '../database/host-history.ts';
import { addHostKey } from '../database/host-keys.ts';
import { insertHost, requireFreeName, requireRoom } from '../database/hosts.ts';
import { notify } from '../database/notifications.ts';
import type { Database } from '../database/open.ts';
import type { Caller } from '../identity/index.ts';
import type { Throttle } from '../identity/throttle.ts';
import type { Reach } from './addresses.ts';
import type { AgentPackage } from './agent-package.ts';
import { announceHost } from './announce.ts';
import { hashToken, newEnrolmentToken, tokenGoodForMs } from './enrolment-token.ts';
import { type InstallCommands, installCommands } from './install-commands.ts';
import type { PlatformKeys } from './platform-keys.ts';
import { isOlder } from './versions.ts';

export type Invited = Enrolment & { readonly token: string; readonly commands: InstallCommands };

/** How computers become hosts: by a token that a manager was shown. */
export interface Enrolments {
  list(dealershipId: string, query: PageQuery): Promise<Page<Enrolment>>;
  /** @throws HOST_NAME_TAKEN, TOO_MANY_HOSTS */
  create(caller: Caller, name: string, siteUrl: string): Promise<Invited>;
  /** @throws NOT_FOUND */
  revoke(caller: Caller, id: string): Promise<void>;
  /** Takes a computer in: of two with the same token one. @throws ENROLMENT_TOKEN_INVALID, HOST_NAME_TAKEN, TOO_MANY_HOSTS, AGENT_TOO_OLD, RATE_LIMITED */
  accept(
    token: string | null,
    request: EnrolmentRequest,
    from: { readonly siteUrl: string; readonly address: string },
  ): Promise<EnrolmentAnswer>;
}

export interface EnrolmentsOptions {
  readonly database: Database;
  readonly platformKeys: Pick<PlatformKeys, 'of'>;
  readonly agent: AgentPackage;
  readonly reach: Reach;
  /** Slows down who guesses tokens. */
  readonly throttle: Throttle;
  readonly now: () => Date;
}

/** The first that speaks the protocol. */
const oldestAgent = '0.0.0';

export function createEnrolments({ database, platformKeys, agent, reach, throttle, now }: EnrolmentsOptions): Enrolments {
  return {
    list: (dealershipId, query) => listEnrolments(database.orm, dealershipId, query, now()),
    async create(caller, name, siteUrl) {
      const { dealershipId } = caller;
      const token = newEnrolmentToken();
      const at = now();
      // The key is there before the first computer asks for it.
      await platformKeys.of(dealershipId);
      const made = await database.transaction(async (tx) => {
        await requireRoom(tx, dealershipId);
        await requireFreeName(tx, dealershipId, name);
        const expiresAt = new Date(at.getTime() + tokenGoodForMs);
        const invited = { dealershipId, name, tokenHash: hashToken(token), invitedBy: caller.name, expiresAt };
        const enrolment = await insertEnrolment(tx, invited, at);
        const target = { kind: 'enrolment', id: enrolment.id };
        await appendAudit(tx, { dealershipId, actor: actorOf(caller), action: 'host.invited', target, details: { name } });
        return enrolment;
      });
      return { ...made, token, commands: await installCommands({ siteUrl, token }, agent) };
    },
    async revoke(caller, id) {
      const { dealershipId } = caller;
      await database.transaction(async (tx) => {
        const name = await revokeEnrolment(tx, dealershipId, id, now());
        const details = { name, isRevoked: true };
        await appendAudit(tx, {
          ...{ dealershipId, actor: actorOf(caller), action: 'host.invited' as const, target: { kind: 'enrolment', id }, details },
        });
      });
    },
    async accept(token, request, { siteUrl, address }) {
      if (address !== 'unknown') await throttle.take(address);
      if (isOlder(request.version, oldestAgent)) {
        throw new ForecourtError(
          'AGENT_TOO_OLD',
          `The agent is ${request.version}; ${oldestAgent} is the oldest that this platform speaks with.`,
        );
      }
      const { platform, version, publicKey } = request;
      const addresses = await reach.allowed(request.addresses);
      const at = now();
      const enrolled = await database.transaction(async (tx) => {
        const enrolment = token === null ? null : await useEnrolment(tx, hashToken(token), at);
        if (enrolment === null) {
          throw new ForecourtError(
            'ENROLMENT_TOKEN_INVALID',
            'This token does not count: it was used, taken back, has run out, or never was one.',
          );
        }
        const { dealershipId, name, invitedBy } = enrolment;
        const hostId = await insertHost(tx, { dealershipId, name, mode: 'agent', platform, agentVersion: version, addresses });
        const host = { dealershipId, id: hostId };
        await addHostKey(tx, host, { publicKey, now: at, overlapMs: 0 });
        await noteEnrolled(tx, enrolment, hostId);
        const message = `${name} was enrolled: ${platform}, agent ${version}.`;
        await addHostEvent(tx, host, { at, kind: 'enrolled', message });
        const details = { name, platform, version, invitedBy, calledItself: request.name };
        await appendAudit(tx, { dealershipId, actor: systemActor, action: 'host.enrolled', target: { kind: 'host', id: hostId }, details });
        await notify(tx, {
          ...{ dealershipId, kind: 'security.host-enrolled', title: `${name} is a host now` },
          body: `${platform} was enrolled with the token that ${invitedBy} had made. If that was not meant, revoke it.`,
          ...{ link: `/hosts/${hostId}`, groupKey: `host:${hostId}:enrolled` },
        });
        await announceHost(tx, host, { now: at, newestVersion: agent.version });
        return { hostId, dealershipId, name, dealership: enrolment.dealership };
      });
      if (address !== 'unknown') await throttle.forgive(address);
      const { publicKeys } = await platformKeys.of(enrolled.dealershipId);
      const { hostId, name, dealership } = enrolled;
      return { hostId, name, dealership, platformKeys: [...publicKeys], relayUrl: relayUrlOf(siteUrl) };
    },
  };
}

/** `wss:` where the site has TLS. */
function relayUrlOf(siteUrl: string): string {
  return `${siteUrl.replace(/^http/, 'ws')}/api/v1/relay`;
}
