export type { Budgets } from './budgets.ts';
export { createProviders, type Providers } from './create-providers.ts';
export type { ProviderAdministration } from './provider-settings.ts';
export type { Routers } from './routers.ts';
export { csvOfCalls } from './usage-csv.ts';
