import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, desc, eq, ilike, lt } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { executions } from './schema.ts';
import { likePattern } from './search.ts';

export type ExecutionRow = typeof executions.$inferSelect;

export interface ExecutionQuery extends PageQuery {
  readonly hostId?: string | undefined;
  readonly state?: ExecutionRow['state'] | undefined;
  /** Part of what was run, where, with what and how it ended, in any case. */
  readonly search?: string | undefined;
}

const cursorSchema = z.tuple([z.literal('executions'), z.uuid()]);

/** Runs on hosts, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listExecutions(orm: ForecourtOrm, dealershipId: string, query: ExecutionQuery): Promise<Page<ExecutionRow>> {
  const { cursor, limit, hostId, state, search } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await orm
    .select()
    .from(executions)
    .where(
      and(
        eq(executions.dealershipId, dealershipId),
        after === undefined ? undefined : lt(executions.id, after),
        hostId === undefined ? undefined : eq(executions.hostId, hostId),
        state && eq(executions.state, state),
        search ? ilike(executions.searchText, likePattern(search)) : undefined,
      ),
    )
    .orderBy(desc(executions.id))
    .limit(limit + 1);
  return pageOfRows(rows, limit, ({ id }) => ['executions', id]);
}
