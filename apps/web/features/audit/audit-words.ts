import { type AuditAction, auditActionSchema } from '@forecourt/sdk/contract';

/** What was done, as it follows the name of who did it. */
export const actionWords: Readonly<Record<AuditAction, string>> = {
  'dealership.created': 'set the dealership up',
  'dealership.changed': 'changed the dealership',
  'operator.appointed': 'appointed an operator',
  'operator.dismissed': 'dismissed an operator',
  'person.joined': 'joined',
  'person.removed': 'removed a person',
  'person.changed': 'changed a person',
  'person.role_changed': 'changed a role',
  'person.password_changed': 'changed the password',
  'person.password_reset_started': 'began a password reset',
  'person.signed_in': 'signed in',
  'person.signed_out': 'signed out',
  'person.sign_in_blocked': 'was kept from guessing a password',
  'invitation.created': 'invited somebody',
  'invitation.revoked': 'took an invitation back',
  'invitation.accepted': 'accepted an invitation',
  'session.ended': 'ended a session',
  'key.created': 'made an API key',
  'key.revoked': 'revoked an API key',
  'vehicle.deleted': 'deleted a vehicle',
  'photo.deleted': 'deleted a photo',
  'generation.deleted': 'removed generated pictures',
  'review.approved': 'approved a cutout',
  'review.rejected': 'rejected a cutout',
  'review.undone': 'took a decision back',
  'job.retried': 'started a job again',
  'job.cancelled': 'cancelled a job',
  'queue.paused': 'paused the queue',
  'queue.resumed': 'resumed the queue',
  'webhook.created': 'added a webhook',
  'webhook.changed': 'changed a webhook',
  'webhook.deleted': 'deleted a webhook',
  'provider.created': 'set up a provider',
  'provider.changed': 'changed a provider',
  'provider.key_changed': 'gave a provider another key',
  'provider.deleted': 'removed a provider',
  'provider.rules_changed': 'changed how providers are chosen',
  'provider.breaker_reset': 'let a provider be asked again',
  'budget.changed': 'changed a budget',
  'budget.removed': 'removed a budget',
  'host.invited': 'invited a computer',
  'host.enrolled': 'became a host',
  'host.changed': 'changed a host',
  'host.key_pinned': 'trusted the SSH key of a host',
  'host.key_rotated': 'took another key',
  'host.drained': 'let a host rest or work again',
  'host.updated': 'updated the agent of a host',
  'host.revoked': 'revoked a host',
  'script.created': 'added a script',
  'script.version_added': 'added a version of a script',
  'script.current_set': 'chose the version of a script',
  'script.pinned': 'pinned the version of a script on a host',
  'script.deleted': 'removed a script',
  'execution.started': 'ran a script',
  'execution.cancelled': 'cancelled a run',
  'import.started': 'started an import',
  'import.undone': 'took an import back',
  'error.acknowledged': 'acknowledged an error',
  'error.resolved': 'resolved an error',
  'notifications.changed': 'changed who is notified',
  'storage.moved': 'moved the storage',
  'backup.made': 'made a back-up',
  'secret.added': 'stored a secret',
  'secret.removed': 'removed a secret',
  'secret.rewrapped': 'changed the key of secrets',
  'audit.exported': 'exported the audit log',
};

/** An action in words; one that somebody wrote into the database by hand as it stands there. */
export function wordsOf(action: string): string {
  const known = auditActionSchema.safeParse(action).data;
  return known === undefined ? action : actionWords[known];
}

/** The short of an entry's details: its name, where it has one. */
export function nameOf(details: Readonly<Record<string, unknown>>): string | null {
  for (const field of ['name', 'stockNumber', 'email', 'purpose', 'reason']) {
    const value = details[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** `stockNumber` as people write it: Stock number. */
export function fieldName(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** Entries by the day on which they were written, here; both in the order in which they came. */
export function byDay<Entry extends { readonly at: string }>(
  entries: readonly Entry[],
): readonly (readonly [day: string, entries: readonly Entry[]])[] {
  const days = Map.groupBy(entries, ({ at }) =>
    new Date(at).toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  );
  return [...days];
}
