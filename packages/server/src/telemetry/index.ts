export { createTelemetry } from './create-telemetry.ts';
export { type JobObserver, jobObserver, type TryResult } from './job-observer.ts';
export type { Metrics } from './metrics.ts';
export { observedDatabase } from './observed-database.ts';
export { observedProvider } from './observed-provider.ts';
export { observedStorage } from './observed-storage.ts';
export { currentTrace, currentTraceId, inSpan, isTraceUnderWay, isTracing } from './spans.ts';
