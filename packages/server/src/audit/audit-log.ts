import type { AuditActor, AuditVerification } from '@forecourt/sdk/contract';
import type { Logger } from '../settings/logger.ts';
import { openAnchors } from './anchors.ts';
import { exportLog } from './export.ts';
import { keepLogsSigned } from './keep-signed.ts';
import { type LiveLog, verifyLog } from './live-chain.ts';

/** The audit logs of all dealerships: checked and taken out. Entries are written where things are done, by `appendAudit`. */
export interface AuditLog {
  /** Looks at every entry. @throws KEY_RING_INVALID */
  verify(dealershipId: string): Promise<AuditVerification>;
  /** The whole log as JSON lines. @throws SECRET_KEY_MISSING, KEY_RING_INVALID */
  export(dealershipId: string, actor: AuditActor): Promise<AsyncGenerator<string>>;
}

export type AuditLogOptions = Omit<LiveLog, 'anchors'> & { readonly dataDir: string };

export function openAuditLog({ database, ring, dataDir }: AuditLogOptions): AuditLog & LiveLog {
  const log = { database, ring, anchors: openAnchors(dataDir) };
  return {
    ...log,
    verify: (dealershipId) => verifyLog(log, dealershipId),
    export: (dealershipId, actor) => exportLog(log, dealershipId, actor),
  };
}

/** The same for a server, which signs the logs every hour. */
export function keepAuditLog({ logger, ...options }: AuditLogOptions & { readonly logger: Logger }): AuditLog & AsyncDisposable {
  const log = openAuditLog(options);
  const kept = keepLogsSigned({ ...log, logger });
  return { ...log, [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose]() };
}
