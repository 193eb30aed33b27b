import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';

/** What is written down in the audit log: everything that decides who gets in, and everything that cannot be taken back. */
export const auditActionSchema = z.enum([
  'dealership.created',
  'dealership.changed',
  'operator.appointed',
  'operator.dismissed',
  'person.joined',
  'person.removed',
  'person.changed',
  'person.role_changed',
  'person.password_changed',
  'person.password_reset_started',
  'person.signed_in',
  'person.signed_out',
  'person.sign_in_blocked',
  'invitation.created',
  'invitation.revoked',
  'invitation.accepted',
  'session.ended',
  'key.created',
  'key.revoked',
  'vehicle.deleted',
  'photo.deleted',
  'generation.deleted',
  'review.approved',
  'review.rejected',
  'review.undone',
  'job.retried',
  'job.cancelled',
  'queue.paused',
  'queue.resumed',
  'webhook.created',
  'webhook.changed',
  'webhook.deleted',
  'provider.created',
  'provider.changed',
  'provider.key_changed',
  'provider.deleted',
  'provider.rules_changed',
  'provider.breaker_reset',
  'budget.changed',
  'budget.removed',
  'host.invited',
  'host.enrolled',
  'host.changed',
  'host.key_pinned',
  'host.key_rotated',
  'host.drained',
  'host.updated',
  'host.revoked',
  'script.created',
  'script.version_added',
  'script.current_set',
  'script.pinned',
  'script.deleted',
  'execution.started',
  'execution.cancelled',
  'import.started',
  'import.undone',
  'error.acknowledged',
  'error.resolved',
  'notifications.changed',
  'storage.moved',
  'backup.made',
  'secret.added',
  'secret.removed',
  'secret.rewrapped',
  'audit.exported',
]);
export type AuditAction = z.infer<typeof auditActionSchema>;

export const auditActorSchema = z.object({
  kind: z.enum(['person', 'key', 'system']),
  id: z.string().nullable().meta({ description: 'Null for the system itself, and for people of a host application.' }),
  name: z.string().meta({ description: 'As it was called at the time.' }),
});
/** Who did something. */
export type AuditActor = z.infer<typeof auditActorSchema>;

export const auditTargetSchema = z.object({ kind: z.string(), id: z.string() });
/** What something was done to. */
export type AuditTarget = z.infer<typeof auditTargetSchema>;

/**
 * One entry of a dealership's audit log. Its `hash` is the SHA-256 of the entry without `hash` as canonical JSON (RFC 8785), so that
 * each entry fixes all before it.
 */
export const auditEntrySchema = z
  .object({
    dealershipId: idSchema,
    sequence: z.int().meta({ description: 'Counts from 1, without gaps.' }),
    at: timeSchema,
    actor: auditActorSchema,
    action: z.string().meta({ description: 'What was done, one of the known actions unless somebody has altered the log.' }),
    target: auditTargetSchema.nullable(),
    details: z.record(z.string(), z.unknown()),
    previousHash: z.string().meta({ description: 'Hash of the entry before; 64 zeros for the first.' }),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** In which way a log is not as it was written. */
export const auditFaultSchema = z.enum(['changed', 'removed', 'inserted', 'reordered', 'tail_cut', 'checkpoint_wrong']);
export type AuditFault = z.infer<typeof auditFaultSchema>;

/** What a check of the whole log found. */
export const auditVerificationSchema = z
  .object({
    isIntact: z.boolean(),
    entries: z.int().nonnegative(),
    since: timeSchema.nullable().meta({ description: 'Time of the first entry.' }),
    signedUpTo: z.int().nonnegative().meta({ description: 'Sequence up to which a checkpoint vouches for the log.' }),
    signedAt: timeSchema.nullable(),
    areSignaturesChecked: z.boolean().meta({ description: 'False where the key of the newest checkpoint was not at hand.' }),
    finding: z
      .object({ fault: auditFaultSchema, sequence: z.int().nullable(), message: z.string() })
      .nullable()
      .meta({ description: 'The first entry that does not fit, and what is wrong with it.' }),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.infer<typeof auditVerificationSchema>;
