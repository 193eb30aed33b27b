import * as z from 'zod';
import { idSchema } from '../identifiers.ts';
import {
  notificationPreferenceChangesSchema,
  notificationPreferencesSchema,
  notificationRulesSchema,
  notificationSchema,
} from '../notification.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import type { Route } from './route.ts';

const params = z.object({ notificationId: idSchema });
const unread = z.int().nonnegative();

export const notificationRoutes = {
  listNotifications: {
    method: 'get',
    path: '/notifications',
    tag: 'Notifications',
    summary: 'What the person who asks was told, newest first.',
    access: 'person',
    query: pageQuerySchema.extend({ state: z.enum(['all', 'unread']).default('all') }),
    status: 200,
    answer: pageOf(notificationSchema).extend({ unread: unread.meta({ description: 'How many of all were not read yet.' }) }),
  },
  readNotification: {
    method: 'post',
    path: '/notifications/{notificationId}/read',
    tag: 'Notifications',
    summary: 'Mark one as read.',
    access: 'person',
    params,
    status: 200,
    answer: z.object({ unread }),
  },
  readAllNotifications: {
    method: 'post',
    path: '/notifications/read',
    tag: 'Notifications',
    summary: 'Mark all as read.',
    access: 'person',
    status: 200,
    answer: z.object({ unread }),
  },
  acknowledgeNotification: {
    method: 'post',
    path: '/notifications/{notificationId}/acknowledge',
    tag: 'Notifications',
    summary: 'Say that you take care of it: nobody else is told. Twice is no error.',
    access: 'person',
    params,
    status: 200,
    answer: notificationSchema,
  },
  getNotificationSettings: {
    method: 'get',
    path: '/notifications/settings',
    tag: 'Notifications',
    summary: 'How the person who asks is told, and the rules of the dealership.',
    access: 'person',
    status: 200,
    answer: z.object({ preferences: notificationPreferencesSchema, rules: notificationRulesSchema }),
  },
  changeNotificationPreferences: {
    method: 'patch',
    path: '/notifications/preferences',
    tag: 'Notifications',
    summary: 'Choose how you are told; what is not given stays.',
    access: 'person',
    body: notificationPreferenceChangesSchema,
    status: 200,
    answer: notificationPreferencesSchema,
  },
  changeNotificationRules: {
    method: 'patch',
    path: '/notifications/rules',
    tag: 'Notifications',
    summary: 'Choose when owners are told of what nobody has acknowledged.',
    access: 'settings:write',
    body: z.strictObject(notificationRulesSchema.shape),
    status: 200,
    answer: notificationRulesSchema,
  },
} as const satisfies Record<string, Route>;
