import type { CommandContext } from './context.ts';

// Each command is loaded when it is called: to load all of a server takes longer than most of them run.

type Command<Result = void> = (flags: unknown, context: CommandContext) => Promise<Result>;

function late<Result>(load: () => Promise<Command<Result>>): Command<Result> {
  return async (flags, context) => (await load())(flags, context);
}

export const serve = late(async () => (await import('./serve.ts')).serve);
export const worker = late(async () => (await import('./worker.ts')).worker);
export const migrate = late(async () => (await import('./migrate.ts')).migrate);
export const backup = late(async () => (await import('./backup.ts')).backup);
export const restore = late(async () => (await import('./restore.ts')).restore);
export const auditVerify = late(async () => (await import('./audit.ts')).auditVerify);
export const auditExport = late(async () => (await import('./audit.ts')).auditExport);
export const hostsRotateKey = late(async () => (await import('./hosts.ts')).hostsRotateKey);
export const secretsRotate = late(async () => (await import('./secrets.ts')).secretsRotate);
export const secretsForgetLost = late(async () => (await import('./secrets.ts')).secretsForgetLost);
export const peopleResetPassword = late(async () => (await import('./people.ts')).peopleResetPassword);
export const storageStatus = late(async () => (await import('./storage.ts')).storageStatus);
export const storageMove = late(async () => (await import('./storage.ts')).storageMove);
export const storageClean = late(async () => (await import('./storage.ts')).storageClean);
export const supportBundle = late(async () => (await import('./support-bundle.ts')).supportBundle);
export const doctor = late(async () => (await import('./doctor.ts')).doctor);
