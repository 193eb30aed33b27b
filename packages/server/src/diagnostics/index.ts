export { createDiagnostics, type Diagnostics } from './create-diagnostics.ts';
export { settingsFailed } from './run-checks.ts';
export { runningSite } from './running-site.ts';
export type { Site } from './site.ts';
