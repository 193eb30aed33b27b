export type { RecordFailure } from './failures.ts';
export { startMonitoring, wordsOfError } from './monitoring.ts';
