export type { RecordFailure } from './failures.ts';
export { type Monitoring, startMonitoring, wordsOfError } from './monitoring.ts';
