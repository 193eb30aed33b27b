import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { roleSchema, type Scope } from './rights.ts';

/** Who is told: people of one dealership by their role, or the operators of the installation. */
export const audienceSchema = z.enum(['everyone', 'editors', 'managers', 'operators']);
export type Audience = z.infer<typeof audienceSchema>;

export interface NotificationKindFacts {
  /** What it tells, in words of a dealer. */
  readonly words: string;
  readonly audience: Audience;
  /** Whether somebody has to say that he takes care of it; if nobody does so in time, owners are told. */
  readonly escalates: boolean;
  /** What those get who have chosen nothing. */
  readonly isMailed: boolean;
  /** The right that whoever reads of it has. */
  readonly right: Scope;
}

/** Everything that people are told of, and by default how: the one table of it. */
export const notificationKinds = {
  'error.opened': {
    words: 'Something fails for the first time',
    audience: 'managers',
    escalates: true,
    isMailed: true,
    right: 'errors:read',
  },
  'error.regressed': {
    words: 'Something that was resolved fails again',
    audience: 'managers',
    escalates: true,
    isMailed: true,
    right: 'errors:read',
  },
  'batch.finished': {
    words: 'All photos of a vehicle are done',
    audience: 'editors',
    escalates: false,
    isMailed: false,
    right: 'photos:read',
  },
  'queue.stuck': {
    words: 'Photos wait and none is worked on',
    audience: 'operators',
    escalates: false,
    isMailed: true,
    right: 'installation:read',
  },
  'disk.nearly-full': {
    words: 'The disk is nearly full',
    audience: 'operators',
    escalates: false,
    isMailed: true,
    right: 'installation:read',
  },
  'webhook.disabled': {
    words: 'A webhook was switched off',
    audience: 'managers',
    escalates: true,
    isMailed: true,
    right: 'webhooks:read',
  },
  'budget.alert': { words: 'Much of a budget is spent', audience: 'managers', escalates: false, isMailed: true, right: 'usage:read' },
  'budget.reached': { words: 'A budget is used up', audience: 'managers', escalates: true, isMailed: true, right: 'usage:read' },
  'provider.refused': {
    words: 'A provider refuses its key, or has no credit left',
    audience: 'managers',
    escalates: true,
    isMailed: true,
    right: 'providers:read',
  },
  'model.retiring': {
    words: 'A provider takes a model away',
    audience: 'managers',
    escalates: false,
    isMailed: true,
    right: 'providers:read',
  },
  'host.offline': { words: 'A host cannot be reached', audience: 'managers', escalates: true, isMailed: true, right: 'hosts:read' },
  'security.host-enrolled': { words: 'A new host', audience: 'managers', escalates: false, isMailed: true, right: 'hosts:read' },
  'security.host-revoked': { words: 'A host was revoked', audience: 'managers', escalates: false, isMailed: true, right: 'hosts:read' },
  'security.host-key-changed': {
    words: 'A host has another key, or another computer answers in its place',
    audience: 'managers',
    escalates: false,
    isMailed: true,
    right: 'hosts:read',
  },
  'security.sign-ins-failed': {
    words: 'Too many failed sign-ins',
    audience: 'managers',
    escalates: false,
    isMailed: true,
    right: 'people:read',
  },
  'security.key-created': { words: 'A new API key', audience: 'managers', escalates: false, isMailed: true, right: 'keys:write' },
  'security.role-changed': {
    words: 'A person got another role',
    audience: 'managers',
    escalates: false,
    isMailed: true,
    right: 'people:read',
  },
  'security.operator-added': {
    words: 'A new operator',
    audience: 'operators',
    escalates: false,
    isMailed: true,
    right: 'installation:read',
  },
} as const satisfies Record<string, NotificationKindFacts>;

export type NotificationKind = keyof typeof notificationKinds;

const kindNames = Object.keys(notificationKinds) as [NotificationKind, ...NotificationKind[]];
export const notificationKindSchema = z.enum(kindNames);

/** Something that one person was told. */
export const notificationSchema = z
  .object({
    id: idSchema,
    kind: notificationKindSchema,
    title: z.string(),
    body: z.string(),
    link: z.string().nullable().meta({ description: 'Path of the page where it is dealt with.' }),
    at: timeSchema,
    count: z.int().positive().meta({ description: 'How often it happened while nobody had acknowledged it.' }),
    readAt: timeSchema.nullable(),
    wantsAcknowledgement: z.boolean().meta({ description: 'Somebody should say that he takes care of it; else owners are told.' }),
    acknowledgedAt: timeSchema.nullable(),
    acknowledgedBy: z.string().nullable(),
    isEscalated: z.boolean(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof notificationSchema>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 22:00');

/** No mail is sent between the two times of day; what came up is sent in one mail when they are over. */
export const quietHoursSchema = z.strictObject({
  from: timeOfDay,
  to: timeOfDay,
  timeZone: z.string().max(64).refine(isTimeZone, 'must be a time zone such as Europe/Berlin'),
});
export type QuietHours = z.infer<typeof quietHoursSchema>;

const channelsSchema = z.strictObject({ inPage: z.boolean(), email: z.boolean() });

/** How one person wants to be told. */
export const notificationPreferencesSchema = z
  .object({
    kinds: z.partialRecord(notificationKindSchema, channelsSchema).meta({ description: 'Of the kinds that this person can be told of.' }),
    quietHours: quietHoursSchema.nullable(),
  })
  .meta({ id: 'NotificationPreferences' });
export type NotificationPreferences = z.infer<typeof notificationPreferencesSchema>;

export const notificationPreferenceChangesSchema = z.strictObject({
  kinds: z.partialRecord(notificationKindSchema, channelsSchema).optional(),
  quietHours: quietHoursSchema.nullable().optional(),
});

/** How a dealership wants its people to be told. */
export const notificationRulesSchema = z
  .object({
    escalateAfterMinutes: z
      .int()
      .min(5)
      .max(7 * 24 * 60)
      .nullable()
      .meta({ description: 'Owners get a mail when nobody has acknowledged for so long; null is never.' }),
  })
  .meta({ id: 'NotificationRules' });
export type NotificationRules = z.infer<typeof notificationRulesSchema>;

/** Roles that an audience is made of. */
export const rolesOfAudience = {
  everyone: roleSchema.options,
  editors: ['owner', 'manager', 'editor'],
  managers: ['owner', 'manager'],
  operators: [],
} as const satisfies Record<Audience, readonly z.infer<typeof roleSchema>[]>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // The constructor's way to say that it knows none of that name.
    return false;
  }
}
