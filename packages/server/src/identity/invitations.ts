import { ForecourtError } from '@forecourt/errors';
import type { Invitation, InvitationOffer, Role } from '@forecourt/sdk/contract';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Page, PageQuery } from '../database/cursor.ts';
import type { Database } from '../database/database.ts';
import {
  closeInvitation,
  createInvitation,
  findOpenInvitations,
  listInvitations,
  type OpenInvitation,
  readInvitation,
  renewInvitation,
  revokeInvitation,
} from '../database/invitations.ts';
import { addMember, lockMembers } from '../database/members.ts';
import type { Transaction } from '../database/orm.ts';
import { findPersonByEmail } from '../database/people.ts';
import type { Caller } from './caller.ts';
import type { Post } from './post.ts';
import { requireRank } from './ranks.ts';
import { hashSecret, newSecret } from './tokens.ts';

/** Long enough for a holiday. */
const goodForMs = 14 * 24 * 60 * 60 * 1000;

/** Whoever accepts an invitation. */
interface Accepting {
  readonly id: string;
  readonly name: string;
}

type SentInvitation = Invitation & { readonly token: string };

/** How people come in: by a one-time link, or with an account elsewhere whose proven address was invited. */
export interface Invitations {
  list(caller: Caller, query: PageQuery): Promise<Page<Invitation>>;
  /** @throws FORBIDDEN, ALREADY_MEMBER, ALREADY_INVITED */
  create(caller: Caller, invitation: { email: string; role: Role }, siteUrl: string | undefined): Promise<SentInvitation>;
  /** A new link instead of the one before. @throws NOT_FOUND, FORBIDDEN, LINK_EXPIRED for one that was accepted or revoked */
  resend(caller: Caller, invitationId: string, siteUrl: string | undefined): Promise<SentInvitation>;
  /** @throws NOT_FOUND, FORBIDDEN */
  revoke(caller: Caller, invitationId: string): Promise<Invitation>;
  /** @throws LINK_EXPIRED */
  find(token: string): Promise<OpenInvitation>;
  /** What the holder of a link is told. @throws LINK_EXPIRED */
  offer(token: string): Promise<InvitationOffer>;
  /** Takes a person in, who is made only if nobody was quicker. @throws LINK_EXPIRED */
  accept(tx: Transaction, invitation: OpenInvitation, makePerson: () => Promise<Accepting>): Promise<Accepting>;
  /** Takes a person in wherever its address was invited: only for an address that is proven. */
  acceptAll(person: Accepting & { readonly email: string }): Promise<void>;
}

export function createInvitations(database: Database, post: Post, now: () => Date): Invitations {
  const newLink = () => {
    const token = newSecret();
    return { token, link: { tokenHash: hashSecret(token), expiresAt: new Date(now().getTime() + goodForMs) } };
  };
  const accept: Invitations['accept'] = async (tx, invitation, makePerson) => {
    const { dealershipId, role, id } = invitation;
    await lockMembers(tx, dealershipId);
    if (!(await closeInvitation(tx, invitation, now()))) throw expired();
    const person = await makePerson();
    await addMember(tx, dealershipId, person.id, role);
    const actor = actorOf({ kind: 'person', personId: person.id, name: person.name });
    await appendAudit(tx, {
      ...{ dealershipId, actor, action: 'invitation.accepted' as const },
      target: { kind: 'invitation', id },
      details: { email: invitation.email, role },
    });
    return person;
  };
  const find: Invitations['find'] = async (token) => {
    const [found] = await findOpenInvitations(database.orm, { tokenHash: hashSecret(token) }, now());
    if (!found) throw expired();
    return found;
  };
  return {
    list: (caller, query) => listInvitations(database.orm, caller.dealershipId, query, now()),
    async create(caller, { email, role }, siteUrl) {
      requireRank(caller, role);
      const { token, link } = newLink();
      const { dealershipId, personId } = caller;
      const invitation = await database.transaction(async (tx) => {
        const id = await createInvitation(tx, dealershipId, { email, role, ...link, invitedBy: personId ?? null }, now());
        await appendAudit(tx, {
          ...{ dealershipId, actor: actorOf(caller), action: 'invitation.created' as const },
          target: { kind: 'invitation', id },
          details: { email, role },
        });
        await post.invitation(tx, { dealershipId, to: email, from: caller.name, token, siteUrl });
        return await readInvitation(tx, dealershipId, id, now());
      });
      return { ...invitation, token };
    },
    async resend(caller, invitationId, siteUrl) {
      const { token, link } = newLink();
      const { dealershipId } = caller;
      const invitation = await database.transaction(async (tx) => {
        const { email, role } = await readInvitation(tx, dealershipId, invitationId, now());
        requireRank(caller, role);
        if (!(await renewInvitation(tx, dealershipId, invitationId, link))) throw expired();
        await appendAudit(tx, {
          ...{ dealershipId, actor: actorOf(caller), action: 'invitation.created' as const },
          target: { kind: 'invitation', id: invitationId },
          details: { email, role, again: true },
        });
        await post.invitation(tx, { dealershipId, to: email, from: caller.name, token, siteUrl });
        return await readInvitation(tx, dealershipId, invitationId, now());
      });
      return { ...invitation, token };
    },
    revoke: (caller, invitationId) =>
      database.transaction(async (tx) => {
        const { dealershipId } = caller;
        const { email, role, state } = await readInvitation(tx, dealershipId, invitationId, now());
        requireRank(caller, role);
        await revokeInvitation(tx, dealershipId, invitationId, now());
        if (state === 'open' || state === 'expired') {
          await appendAudit(tx, {
            ...{ dealershipId, actor: actorOf(caller), action: 'invitation.revoked' as const },
            target: { kind: 'invitation', id: invitationId },
            details: { email, role },
          });
        }
        return await readInvitation(tx, dealershipId, invitationId, now());
      }),
    find,
    async offer(token) {
      const { dealership, email, role, invitedBy } = await find(token);
      return { dealership, email, role, invitedBy, hasAccount: (await findPersonByEmail(database.orm, email)) !== null };
    },
    accept,
    async acceptAll(person) {
      for (const invitation of await findOpenInvitations(database.orm, { email: person.email }, now())) {
        await database.transaction((tx) => accept(tx, invitation, async () => person));
      }
    },
  };
}

function expired(): ForecourtError {
  return new ForecourtError('LINK_EXPIRED', 'This link is good no more: it was used, replaced, revoked, or has run out.');
}
