export { type AuditLog, keepAuditLog, openAuditLog } from './audit-log.ts';
export { verifyExport } from './file-chain.ts';
