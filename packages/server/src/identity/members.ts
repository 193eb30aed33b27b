import { ForecourtError } from '@forecourt/errors';
import type { Member, Role } from '@forecourt/sdk/contract';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Page, PageQuery } from '../database/cursor.ts';
import type { Database } from '../database/database.ts';
import { countOwners, listMembers, lockMembers, readMember, removeMember, setRole } from '../database/members.ts';
import { notify } from '../database/notifications.ts';
import type { Transaction } from '../database/orm.ts';
import { deleteSessionsOf } from '../database/sessions.ts';
import type { Caller } from './caller.ts';
import { requireRank } from './ranks.ts';

/** Who belongs to a dealership, and as what. */
export interface Members {
  list(caller: Caller, query: PageQuery): Promise<Page<Member>>;
  /** @throws NOT_FOUND, FORBIDDEN, LAST_OWNER */
  changeRole(caller: Caller, personId: string, role: Role): Promise<Member>;
  /** @throws NOT_FOUND, FORBIDDEN, LAST_OWNER */
  remove(caller: Caller, personId: string): Promise<void>;
  /** Leaves a dealership by oneself. @throws NOT_FOUND, LAST_OWNER */
  leave(caller: Caller, dealershipId: string): Promise<void>;
  /** Ends a person's sessions in this dealership. @throws NOT_FOUND, FORBIDDEN */
  endSessions(caller: Caller, personId: string): Promise<void>;
}

export function createMembers(database: Database): Members {
  const take = async (tx: Transaction, caller: Caller, dealershipId: string, member: Member) => {
    if (member.role === 'owner') await requireAnotherOwner(tx, dealershipId);
    await removeMember(tx, dealershipId, member.id);
    await appendAudit(tx, {
      ...{ dealershipId, actor: actorOf(caller), action: 'person.removed' as const },
      target: { kind: 'person', id: member.id },
      details: { name: member.name, role: member.role },
    });
  };
  return {
    list: (caller, query) => listMembers(database.orm, caller.dealershipId, query),
    changeRole: ({ ...caller }, personId, role) =>
      database.transaction(async (tx) => {
        const { dealershipId } = caller;
        await lockMembers(tx, dealershipId);
        const member = await readMember(tx, dealershipId, personId);
        requireRank(caller, member.role);
        requireRank(caller, role);
        if (member.role === role) return member;
        if (member.role === 'owner') await requireAnotherOwner(tx, dealershipId);
        await setRole(tx, dealershipId, personId, role);
        await appendAudit(tx, {
          ...{ dealershipId, actor: actorOf(caller), action: 'person.role_changed' as const },
          target: { kind: 'person', id: personId },
          details: { name: member.name, before: member.role, after: role },
        });
        await notify(tx, {
          dealershipId,
          kind: 'security.role-changed',
          title: 'A person got another role',
          body: `${caller.name} made ${member.name} ${role}; before it was ${member.role}.`,
          link: '/settings/people',
          groupKey: `role:${personId}:${role}`,
          byPersonId: caller.personId,
        });
        return { ...member, role };
      }),
    remove: (caller, personId) =>
      database.transaction(async (tx) => {
        await lockMembers(tx, caller.dealershipId);
        const member = await readMember(tx, caller.dealershipId, personId);
        requireRank(caller, member.role);
        await take(tx, caller, caller.dealershipId, member);
      }),
    leave: (caller, dealershipId) =>
      database.transaction(async (tx) => {
        if (caller.personId === undefined) throw new ForecourtError('NOT_FOUND', 'You belong to no such dealership.');
        await lockMembers(tx, dealershipId);
        await take(tx, caller, dealershipId, await readMember(tx, dealershipId, caller.personId));
      }),
    endSessions: (caller, personId) =>
      database.transaction(async (tx) => {
        const { dealershipId } = caller;
        const member = await readMember(tx, dealershipId, personId);
        requireRank(caller, member.role);
        await deleteSessionsOf(tx, personId, { dealershipId });
        await appendAudit(tx, {
          ...{ dealershipId, actor: actorOf(caller), action: 'session.ended' as const },
          target: { kind: 'person', id: personId },
          details: { name: member.name },
        });
      }),
  };
}

/** Somebody has to be left who can let others in. */
async function requireAnotherOwner(tx: Transaction, dealershipId: string): Promise<void> {
  if ((await countOwners(tx, dealershipId)) > 1) return;
  throw new ForecourtError('LAST_OWNER', 'This is the only owner of the dealership.');
}
