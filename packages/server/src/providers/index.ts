export { createProviders, type Providers } from './create-providers.ts';
export { csvOfCalls } from './usage-csv.ts';
