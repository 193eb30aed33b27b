import * as z from 'zod';

/** What a person is in one dealership, from most to least. */
export const roleSchema = z.enum(['owner', 'manager', 'editor', 'reviewer', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

export interface Right {
  /** Roles that have it; none where only operators of the whole installation do. */
  readonly roles: readonly Role[];
  /** Whether an API key can carry it. What decides who gets in stays with people. */
  readonly isForKeys: boolean;
  /** What it allows, in words of a dealer. */
  readonly words: string;
}

const all = roleSchema.options;
const reviewing = ['owner', 'manager', 'editor', 'reviewer'] as const;
const editing = ['owner', 'manager', 'editor'] as const;
const managing = ['owner', 'manager'] as const;

/**
 * Who may do what: the one table of it. Routes name the right that they ask for; sessions have those of their person's role, API keys
 * those they were made with. `installation:…` belongs to operators: the person who set the installation up, and whom they name.
 */
export const rights = {
  'vehicles:read': { roles: all, isForKeys: true, words: 'See vehicles and listings' },
  'vehicles:write': { roles: editing, isForKeys: true, words: 'Add, change and remove vehicles' },
  'photos:read': { roles: all, isForKeys: true, words: 'See and download photos and cutouts' },
  'photos:write': { roles: editing, isForKeys: true, words: 'Upload, change and remove photos' },
  'reviews:write': { roles: reviewing, isForKeys: true, words: 'Approve and reject cutouts' },
  'generations:read': { roles: all, isForKeys: true, words: 'See generated pictures and what others would cost' },
  'generations:write': { roles: editing, isForKeys: true, words: 'Generate, change and remove pictures' },
  'jobs:read': { roles: all, isForKeys: true, words: 'See jobs' },
  'jobs:write': { roles: editing, isForKeys: true, words: 'Start, retry and cancel jobs' },
  'queue:write': { roles: managing, isForKeys: true, words: 'Pause and resume the queue' },
  'errors:read': { roles: editing, isForKeys: true, words: 'See errors' },
  'errors:write': { roles: managing, isForKeys: true, words: 'Acknowledge and resolve errors' },
  'imports:read': { roles: managing, isForKeys: true, words: 'See imports' },
  'imports:write': { roles: managing, isForKeys: true, words: 'Import and take imports back' },
  'webhooks:read': { roles: managing, isForKeys: true, words: 'See webhooks and their deliveries' },
  'webhooks:write': { roles: managing, isForKeys: true, words: 'Add, change and remove webhooks' },
  'providers:read': { roles: editing, isForKeys: true, words: 'See providers and how they are' },
  'providers:write': { roles: managing, isForKeys: false, words: 'Set up providers, their keys and budgets' },
  'hosts:read': { roles: editing, isForKeys: true, words: 'See hosts, their roads, scripts, runs and transfers' },
  'hosts:write': { roles: managing, isForKeys: false, words: 'Connect, change, drain and revoke hosts' },
  'scripts:write': { roles: managing, isForKeys: false, words: 'Add scripts, pin versions and roll back' },
  'scripts:run': { roles: managing, isForKeys: true, words: 'Run scripts on hosts and cancel runs' },
  'usage:read': { roles: managing, isForKeys: true, words: 'See what providers were asked and what it cost' },
  'audit:read': { roles: managing, isForKeys: true, words: 'See and export the audit log' },
  'people:read': { roles: managing, isForKeys: false, words: 'See people and invitations' },
  'people:write': { roles: managing, isForKeys: false, words: 'Invite people, change their roles, end their sessions' },
  'keys:write': { roles: managing, isForKeys: false, words: 'Make and revoke API keys' },
  'settings:write': { roles: managing, isForKeys: false, words: 'Change the settings of the dealership' },
  'installation:read': { roles: [], isForKeys: true, words: 'See how the whole installation is' },
  'installation:write': { roles: [], isForKeys: false, words: 'Change the whole installation' },
} as const satisfies Record<string, Right>;

/** The name of a right. A session has what its person's role allows, an API key what it was made with. */
export type Scope = keyof typeof rights;

const names = Object.keys(rights) as [Scope, ...Scope[]];
export const scopeSchema = z.enum(names);

/** Rights that an API key can carry. */
export const keyScopeSchema = scopeSchema.extract(names.filter((name) => rights[name].isForKeys));

/** Rights that belong to operators of the installation, and to no role. */
export const operatorScopes: readonly Scope[] = names.filter((name) => rights[name].roles.length === 0);

/** What a role may do. */
export function scopesOfRole(role: Role): readonly Scope[] {
  return names.filter((name) => (rights[name].roles as readonly Role[]).includes(role));
}
