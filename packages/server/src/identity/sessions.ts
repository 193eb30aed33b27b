import { ForecourtError } from '@forecourt/errors';
import type { OwnDealership, Session } from '@forecourt/sdk/contract';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import { readDealershipsOf, readRole } from '../database/people.ts';
import {
  deleteEndedSessions,
  deleteSession,
  deleteSessionOf,
  deleteSessionsOf,
  findSession,
  listSessions,
  moveSession,
  touchSession,
} from '../database/sessions.ts';
import { scopesOf } from './access.ts';
import { sessionMs } from './better-auth/auth.ts';
import type { Caller } from './caller.ts';
import { deviceOf } from './device.ts';
import { hashSecret } from './tokens.ts';

/** A session's last use is noted at most so often. */
const touchEveryMs = 60_000;

export interface Sessions {
  /** Whose session this is, in the dealership in which it works and with the role of today; null where it has ended. */
  identify(token: string, clientAddress?: string): Promise<Caller | null>;
  list(caller: Caller): Promise<Session[]>;
  /** @throws NOT_FOUND */
  end(caller: Caller, sessionId: string): Promise<void>;
  endOthers(caller: Caller): Promise<void>;
  /** Ends the session with this token. */
  signOut(token: string): Promise<void>;
  dealerships(caller: Caller): Promise<OwnDealership[]>;
  /** Works in another dealership from now on. @throws NOT_FOUND for one that the person does not belong to @returns who it is there */
  switchTo(caller: Caller, dealershipId: string): Promise<Caller>;
  /** Removes those that have ended. */
  forget(): Promise<void>;
}

export function createSessions(database: Database, now: () => Date): Sessions {
  return {
    async identify(token, clientAddress) {
      const at = now();
      const session = await findSession(database.orm, hashSecret(token), at);
      if (session === null) return null;
      if (at.getTime() - session.lastSeenAt.getTime() > touchEveryMs) {
        const expiresAt = new Date(Math.min(at.getTime() + sessionMs.idle, session.endsAt.getTime()));
        await touchSession(database.orm, session, { lastSeenAt: at, expiresAt, ...(clientAddress && { address: clientAddress }) });
      }
      const { id, dealershipId, personId, name, role, isOperator } = session;
      return { kind: 'person', dealershipId, personId, sessionId: id, name, role, isOperator, scopes: scopesOf(role, { isOperator }) };
    },
    async list(caller) {
      const rows = caller.personId === undefined ? [] : await listSessions(database.orm, caller.personId, now());
      return rows.map(({ userAgent, createdAt, lastSeenAt, expiresAt, ...row }) => ({
        ...row,
        device: deviceOf(userAgent),
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        isCurrent: row.id === caller.sessionId,
      }));
    },
    async end(caller, sessionId) {
      const { personId } = caller;
      const isEnded =
        personId !== undefined &&
        (await database.transaction(async (tx) => {
          if (!(await deleteSessionOf(tx, personId, sessionId))) return false;
          const target = { kind: 'session', id: sessionId };
          await appendAudit(tx, { dealershipId: caller.dealershipId, actor: actorOf(caller), action: 'session.ended', target });
          return true;
        }));
      if (!isEnded) throw new ForecourtError('NOT_FOUND', 'There is no such session of yours.');
    },
    async endOthers(caller) {
      const { personId, sessionId: except } = caller;
      if (personId === undefined) return;
      await database.transaction(async (tx) => {
        await deleteSessionsOf(tx, personId, { except });
        const target = { kind: 'person', id: personId };
        await appendAudit(tx, { dealershipId: caller.dealershipId, actor: actorOf(caller), action: 'session.ended', target });
      });
    },
    async signOut(token) {
      const tokenHash = hashSecret(token);
      const session = await findSession(database.orm, tokenHash, now());
      if (session === null) return;
      const { dealershipId, personId, name } = session;
      await database.transaction(async (tx) => {
        await deleteSession(tx, tokenHash);
        const actor = actorOf({ kind: 'person', personId, name });
        await appendAudit(tx, { dealershipId, actor, action: 'person.signed_out', target: { kind: 'person', id: personId } });
      });
    },
    async dealerships(caller) {
      const rows = caller.personId === undefined ? [] : await readDealershipsOf(database.orm, caller.personId);
      return rows.map((row) => ({ ...row, isCurrent: row.id === caller.dealershipId }));
    },
    async switchTo(caller, dealershipId) {
      const { personId, sessionId } = caller;
      const role = personId === undefined ? null : await readRole(database.orm, dealershipId, personId);
      if (role === null || personId === undefined) throw new ForecourtError('NOT_FOUND', 'You belong to no such dealership.');
      if (sessionId !== undefined) await moveSession(database.orm, personId, sessionId, dealershipId);
      return { ...caller, dealershipId, role, scopes: scopesOf(role, { isOperator: caller.isOperator ?? false }) };
    },
    forget: () => deleteEndedSessions(database.orm, now()),
  };
}
