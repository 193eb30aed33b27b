export { auditExport, auditVerify } from './audit.ts';
export { backup } from './backup.ts';
export { doctor } from './doctor.ts';
export { migrate } from './migrate.ts';
export { restore } from './restore.ts';
export { secretsRotate } from './secrets.ts';
export { serve } from './serve.ts';
export { supportBundle } from './support-bundle.ts';
export { worker } from './worker.ts';
