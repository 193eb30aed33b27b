import type { Ledger, LedgerEntry } from '@forecourt/sdk/router';
import { validate as isUuid } from 'uuid';
import { databaseError } from '../database/failures.ts';
import type { Database } from '../database/open.ts';
import { recordUsage } from '../database/usage.ts';

/** What callers say of a call in its labels, for the books. */
export interface CallLabels {
  /** `person:…`, `key:…`, `named:…` or `system`. */
  readonly actor?: string;
  readonly jobId?: string;
  readonly generationId?: string;
}

/** The books of dealerships in the database: each try with its day's sum, both or neither. The scope is the dealership's id. */
export function createDatabaseLedger({ database }: { readonly database: Database }): Ledger {
  return {
    async write(entry) {
      try {
        await database.transaction((tx) => recordUsage(tx, callOf(entry)));
      } catch (error) {
        throw databaseError(error);
      }
    },
  };
}

function callOf({ scope, provider, model, operation, outcome, code, isHedge, correlationId, ...entry }: LedgerEntry) {
  const { actor, jobId, generationId }: CallLabels = entry.labels;
  return {
    ...{ dealershipId: scope, provider, model, operation, outcome, code, isHedge, correlationId, actor },
    durationMs: Math.max(0, entry.durationMs),
    estimateMicrodollars: entry.estimated,
    costMicrodollars: entry.cost,
    jobId: idOf(jobId),
    generationId: idOf(generationId),
    at: new Date(entry.startedAt),
  };
}

/** A label is a text of whoever calls. */
function idOf(text: string | undefined): string | null {
  return text !== undefined && isUuid(text) ? text : null;
}
