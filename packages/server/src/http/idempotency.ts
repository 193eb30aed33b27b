import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { and, eq, isNull, lt } from '../database/drizzle.ts';
import type { Database, Transaction } from '../database/open.ts';
import { idempotency } from '../database/schema.ts';
import type { Caller } from '../identity/index.ts';

/** No request takes longer than this; a row that is older and has no answer was left by a server that died. */
const leaseMs = 60_000;
/** How long an answer is kept, as long as clients of payment services may count on it. */
export const keptMs = 24 * 60 * 60 * 1000;
/** Headers of the answer that belong to it and not to the connection. */
const keptHeaders = ['content-type', 'cache-control', 'location'];

export interface OnceOptions {
  readonly caller: Caller;
  readonly key: string;
  /** What is asked for, as it was parsed: the same key for something else is a mistake of the caller. */
  readonly request: unknown;
}

/** An answer as it is kept and given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/**
 * Keeps the answer in the transaction that does what it tells of: then there is no moment in which it was done and nobody knows.
 *
 * @throws IDEMPOTENCY_IN_PROGRESS if another process has taken the request over: what this one does is undone with its transaction
 */
export type KeepAnswer = (tx: Transaction, answer: KeptAnswer) => Promise<void>;

export interface Idempotency {
  /**
   * Gives the answer to a request that may come several times: the first is done, the others get the same answer with
   * `Idempotency-Replayed: true`. Failures of the server are not kept: the next try is a new one.
   *
   * @throws IDEMPOTENCY_KEY_REUSED for the same key with another request, IDEMPOTENCY_IN_PROGRESS while the first is under way.
   */
  once(options: OnceOptions, answer: (keep: KeepAnswer) => Promise<Response>): Promise<Response>;
  /** Forgets answers that are older than a day. */
  forget(): Promise<void>;
}

export function createIdempotency(database: Database, now: () => Date = () => new Date()): Idempotency {
  return {
    async once({ caller, key, request }, answer) {
      if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
        throw new ForecourtError('INVALID_INPUT', 'Idempotency-Key must be 1 to 200 visible ASCII characters without spaces.');
      }
      const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
      const { dealershipId } = caller;
      const principal = caller.kind === 'key' ? `key:${caller.keyId}` : `person:${caller.personId ?? caller.name}`;
      const begunAt = now();
      const row = and(eq(idempotency.dealershipId, dealershipId), eq(idempotency.principal, principal), eq(idempotency.key, key));
      /** Only whoever began (or took over) at this moment may write the answer. */
      const mine = and(row, eq(idempotency.createdAt, begunAt), isNull(idempotency.status));

      const inserted = await database.orm
        .insert(idempotency)
        .values({ dealershipId, principal, key, requestHash, createdAt: begunAt })
        .onConflictDoNothing()
        .returning({ key: idempotency.key });
      if (inserted.length === 0) {
        const [earlier] = await database.orm.select().from(idempotency).where(row);
        if (earlier && earlier.requestHash !== requestHash) {
          throw new ForecourtError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for another request.');
        }
        if (earlier?.status != null) {
          return new Response(earlier.body, {
            status: earlier.status,
            headers: { ...earlier.headers, 'Idempotency-Replayed': 'true' },
          });
        }
        const left = new Date(begunAt.getTime() - leaseMs);
        const taken = await database.orm
          .update(idempotency)
          .set({ createdAt: begunAt })
          .where(and(row, isNull(idempotency.status), lt(idempotency.createdAt, left)))
          .returning({ key: idempotency.key });
        if (taken.length === 0) {
          throw new ForecourtError('IDEMPOTENCY_IN_PROGRESS', 'A request with this Idempotency-Key is under way.', {
            details: { retryAfterSeconds: 1 },
          });
        }
      }

      const keep: KeepAnswer = async (tx, kept) => {
        const done = await tx.update(idempotency).set(kept).where(mine).returning({ key: idempotency.key });
        if (done.length === 0) throw new ForecourtError('IDEMPOTENCY_IN_PROGRESS', 'This request was taken over by another process.');
      };
      let response: Response;
      try {
        response = await answer(keep);
      } catch (error) {
        await database.orm.delete(idempotency).where(mine);
        throw error;
      }
      if (response.status >= 500 || response.status === 429) {
        await database.orm.delete(idempotency).where(mine);
        return response;
      }
      const body = response.body === null ? null : await response.text();
      const headers = Object.fromEntries(keptHeaders.flatMap((name) => [[name, response.headers.get(name)] as const]).filter(isSet));
      await database.orm.update(idempotency).set({ status: response.status, headers, body }).where(mine);
      return new Response(body, response);
    },
    async forget() {
      await database.orm.delete(idempotency).where(lt(idempotency.createdAt, new Date(now().getTime() - keptMs)));
    },
  };
}

function isSet(entry: readonly [string, string | null]): entry is [string, string] {
  return entry[1] !== null;
}
