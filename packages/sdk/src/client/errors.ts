import type * as z from 'zod';
import type { routes } from '../contract/index.ts';
import type { Call, CallInput, CallOptions } from './call.ts';
import { listOf } from './pages.ts';

type ErrorQuery = z.input<(typeof routes)['listErrors']['query']>;
type NotificationQuery = z.input<(typeof routes)['listNotifications']['query']>;

/** What failed, in groups of the same cause. */
export function errors(call: Call) {
  return {
    /** Groups, the one that happened last first. */
    list: (query: ErrorQuery = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listErrors', { query: { ...query, cursor } }, options), options),
    /** Failures per hour over the last day. */
    rate: (query: CallInput<'getErrorRate'>['query'] = {}, options?: CallOptions) => call('getErrorRate', { query }, options),
    get: (errorId: string, options?: CallOptions) => call('getError', { params: { errorId } }, options),
    acknowledge: (errorId: string, options?: CallOptions) => call('acknowledgeError', { params: { errorId } }, options),
    resolve: (errorId: string, options?: CallOptions) => call('resolveError', { params: { errorId } }, options),
    reopen: (errorId: string, options?: CallOptions) => call('reopenError', { params: { errorId } }, options),
    /** Starts failed jobs of the group again, up to 200; ask again while some are `left`. */
    retry: (errorId: string, options?: CallOptions) => call('retryErrorJobs', { params: { errorId } }, options),
  };
}

/** What the person who asks was told. */
export function notifications(call: Call) {
  return {
    /** Newest first; `page()` also tells how many are unread. */
    list: (query: NotificationQuery = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listNotifications', { query: { ...query, cursor } }, options), options),
    /** How many are unread, with the newest few. */
    latest: (limit: number, options?: CallOptions) => call('listNotifications', { query: { limit } }, options),
    read: (notificationId: string, options?: CallOptions) => call('readNotification', { params: { notificationId } }, options),
    readAll: (options?: CallOptions) => call('readAllNotifications', {}, options),
    acknowledge: (notificationId: string, options?: CallOptions) =>
      call('acknowledgeNotification', { params: { notificationId } }, options),
    settings: (options?: CallOptions) => call('getNotificationSettings', {}, options),
    changePreferences: (body: CallInput<'changeNotificationPreferences'>['body'], options?: CallOptions) =>
      call('changeNotificationPreferences', { body }, options),
    changeRules: (body: CallInput<'changeNotificationRules'>['body'], options?: CallOptions) =>
      call('changeNotificationRules', { body }, options),
  };
}
