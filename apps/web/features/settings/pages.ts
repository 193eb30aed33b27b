import type { Scope } from '@forecourt/sdk/contract';

export interface SettingsPage {
  readonly path: `/settings${string}`;
  readonly label: string;
  /** The right that somebody needs to see it; everybody where there is none. */
  readonly right?: Scope;
}

/** The pages of the settings, in the order of their tabs. */
export const settingsPages: readonly SettingsPage[] = [
  { path: '/settings', label: 'General' },
  { path: '/settings/account', label: 'Account' },
  { path: '/settings/people', label: 'People', right: 'people:read' },
  { path: '/settings/notifications', label: 'Notifications' },
  { path: '/settings/keys', label: 'API keys', right: 'keys:write' },
  { path: '/settings/providers', label: 'Providers', right: 'providers:read' },
  { path: '/settings/usage', label: 'Usage and budgets', right: 'usage:read' },
  { path: '/settings/webhooks', label: 'Webhooks', right: 'webhooks:read' },
  { path: '/settings/import', label: 'Import', right: 'imports:write' },
  { path: '/settings/audit', label: 'Audit', right: 'audit:read' },
  { path: '/settings/storage', label: 'Storage', right: 'installation:read' },
  { path: '/settings/diagnostics', label: 'Diagnostics', right: 'installation:read' },
];
