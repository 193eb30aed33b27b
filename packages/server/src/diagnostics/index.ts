export { createDiagnostics, type Diagnostics } from './create-diagnostics.ts';
export { settingsFailed, summarise } from './run-checks.ts';
export { runningSite } from './running-site.ts';
export type { SeenDatabase, Site } from './site.ts';
