export { createLogger, keepingLines } from './create-logger.ts';
export { createLogRing, type LogRing } from './log-ring.ts';
export { withoutSecrets } from './redaction.ts';
