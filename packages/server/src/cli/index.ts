export { auditExport, auditVerify } from './audit.ts';
export { backup } from './backup.ts';
export { doctor } from './doctor.ts';
export { migrate } from './migrate.ts';
export { restore } from './restore.ts';
export { serve, worker } from './running.ts';
export { secretsForgetLost, secretsRotate } from './secrets.ts';
export { storageClean, storageMove, storageStatus } from './storage.ts';
export { supportBundle } from './support-bundle.ts';
