import type { ForecourtEvent } from '@forecourt/sdk/contract';
import type { Database } from '../database/open.ts';

/** What tells those who watch now of what is not kept. */
export interface TellParts {
  readonly database: Pick<Database, 'notify'>;
  /** Channel of events that are not kept. */
  readonly passingChannel: string;
}

/** Tells who watches. What was not told is old a moment later, so that it never fails for who does the work. */
export async function tell({ database, passingChannel }: TellParts, dealershipId: string, event: ForecourtEvent): Promise<void> {
  await database.notify(passingChannel, JSON.stringify({ dealershipId, event })).catch(() => undefined);
}
