import { ForecourtError } from '@forecourt/errors';
import type { NotificationKind } from '@forecourt/sdk/contract';
import { notificationKinds } from '@forecourt/sdk/contract';
import { changeErrorState } from '../../database/errors.ts';
import { acknowledge, countUnread, listNotifications, markRead, type Reader, readNotification } from '../../database/notification-inbox.ts';
import { changePreferences, changeRules, readPreferences, readRules } from '../../database/notification-settings.ts';
import type { Caller } from '../../identity/index.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

const kinds = Object.keys(notificationKinds) as NotificationKind[];

/** What people are told, and how they want to be. */
export function notificationHandlers({ database }: HandlerParts) {
  /** @throws NOT_FOUND for callers who are nobody in particular: keys, and people of an application around us */
  const readerOf = (caller: Caller): Reader => {
    const { dealershipId, personId } = caller;
    if (personId === undefined) throw new ForecourtError('NOT_FOUND', 'Whoever asks is told nothing: only people with an account are.');
    return { dealershipId, personId };
  };
  const read = async (caller: Caller, which: string | 'all') => {
    const reader = readerOf(caller);
    await database.transaction((tx) => markRead(tx, reader, { which, by: caller.name, at: new Date() }));
    return { unread: await countUnread(database.orm, reader) };
  };

  return {
    async listNotifications({ caller, query }) {
      if (caller.personId === undefined) return { items: [], nextCursor: null, unread: 0 };
      const reader = readerOf(caller);
      return { ...(await listNotifications(database.orm, reader, query)), unread: await countUnread(database.orm, reader) };
    },
    readNotification: ({ caller, params }) => read(caller, params.notificationId),
    readAllNotifications: async ({ caller }) => (caller.personId === undefined ? { unread: 0 } : await read(caller, 'all')),
    async acknowledgeNotification({ caller, params: { notificationId } }) {
      const reader = readerOf(caller);
      const { groupKey } = await readNotification(database.orm, reader, notificationId);
      const errorId = /^error:(.+)$/.exec(groupKey)?.[1];
      const by = { by: caller.name, at: new Date() };
      await database.transaction(async (tx) => {
        // Who takes care of the notification of an error takes care of the error.
        if (errorId !== undefined && caller.scopes.includes('errors:write')) {
          await changeErrorState(tx, { dealershipId: reader.dealershipId }, errorId, { to: 'acknowledged', ...by });
        }
        await acknowledge(tx, reader, notificationId, by);
      });
      const { groupKey: _, ...answer } = await readNotification(database.orm, reader, notificationId);
      return answer;
    },
    async getNotificationSettings({ caller }) {
      const { dealershipId, personId } = caller;
      const chosen = personId === undefined ? { kinds: {}, quietHours: null } : await readPreferences(database.orm, readerOf(caller));
      const offered = kinds.filter((kind) => caller.scopes.includes(notificationKinds[kind].right));
      const usual = (kind: NotificationKind) => ({ inPage: true, email: notificationKinds[kind].isMailed });
      return {
        preferences: {
          kinds: Object.fromEntries(offered.map((kind) => [kind, chosen.kinds[kind] ?? usual(kind)])),
          quietHours: chosen.quietHours,
        },
        rules: await readRules(database.orm, dealershipId),
      };
    },
    async changeNotificationPreferences({ caller, body }) {
      if (caller.personId === undefined) {
        throw new ForecourtError('FORBIDDEN', 'The application around this server tells its people itself.');
      }
      const reader = readerOf(caller);
      return await database.transaction((tx) => changePreferences(tx, reader, body));
    },
    changeNotificationRules: ({ caller, body }) => changeRules(database.orm, caller.dealershipId, body),
  } satisfies Partial<Handlers>;
}
