import { ForecourtError } from '@forecourt/errors';
import type { Problem, Transfer } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, desc, eq, lt, type SQL, sql } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { hosts, transfers } from './schema.ts';

export type TransferRow = typeof transfers.$inferSelect;
export interface TransferName {
  readonly dealershipId: string;
  readonly id: string;
}

const isRunning = sql`(${transfers.state} = 'running')`;
const cursorSchema = z.tuple([z.literal('transfers'), z.int().min(0).max(1), z.uuid()]);

/** Those under way first, then the latest. @throws INVALID_INPUT for a cursor of something else */
export async function listTransfers(
  orm: ForecourtOrm,
  dealershipId: string,
  { cursor, limit, hostId }: PageQuery & { readonly hostId?: string | undefined },
): Promise<Page<Transfer>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor);
  const rows = await orm
    .select({
      row: transfers,
      hostName: sql<string>`(select ${hosts.name} from ${hosts}
        where ${hosts.dealershipId} = ${transfers.dealershipId} and ${hosts.id} = ${transfers.hostId})`,
    })
    .from(transfers)
    .where(
      and(
        eq(transfers.dealershipId, dealershipId),
        hostId === undefined ? undefined : eq(transfers.hostId, hostId),
        after && sql`(${isRunning}, ${transfers.id}) < (${after[1] === 1}::boolean, ${after[2]}::uuid)`,
      ),
    )
    .orderBy(desc(isRunning), desc(transfers.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ row }) => ['transfers', row.state === 'running' ? 1 : 0, row.id]);
  return { ...page, items: page.items.map(({ row, hostName }) => transferOf(row, hostName)) };
}

/** The contract's shape of a row. */
export function transferOf(row: TransferRow, hostName: string): Transfer {
  const { id, hostId, direction, sha256, name, bytes, doneBytes, bytesPerSecond, road, resumed, state, problem } = row;
  const isMoving = state === 'running' && bytesPerSecond !== null && bytesPerSecond > 0;
  return {
    ...{ id, hostId, hostName, direction, sha256, name, bytes, doneBytes, bytesPerSecond, road, resumed, state, problem },
    remainingMs: isMoving ? Math.ceil(((bytes - doneBytes) / bytesPerSecond) * 1000) : null,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export type NewTransfer = Pick<TransferRow, 'dealershipId' | 'hostId' | 'direction' | 'sha256' | 'name' | 'bytes'>;

export async function insertTransfer(orm: ForecourtOrm, transfer: NewTransfer): Promise<TransferRow> {
  const [row] = await orm
    .insert(transfers)
    .values({ ...transfer, id: newId() })
    .returning();
  if (row === undefined) throw new ForecourtError('INTERNAL', 'A transfer was not written down.');
  return row;
}

/** How far it is. One that has ended stays as it is. */
export async function keepTransfer(
  orm: ForecourtOrm,
  name: TransferName,
  progress: Partial<Pick<TransferRow, 'doneBytes' | 'bytesPerSecond' | 'road' | 'resumed'>>,
): Promise<void> {
  await orm
    .update(transfers)
    .set({ ...progress, seenAt: sql`now()` })
    .where(isMoving(name));
}

export async function endTransfer(
  orm: ForecourtOrm,
  name: TransferName,
  end: Partial<Pick<TransferRow, 'doneBytes' | 'bytesPerSecond' | 'road' | 'resumed'>> & { readonly problem: Problem | null },
): Promise<void> {
  await orm
    .update(transfers)
    .set({ ...end, state: end.problem === null ? 'done' : 'failed', seenAt: sql`now()`, finishedAt: sql`now()` })
    .where(isMoving(name));
}

/** Ends transfers whose process is gone, and forgets old ones. */
export async function tidyTransfers(
  orm: ForecourtOrm,
  { quietMs, keptMs, problem }: { readonly quietMs: number; readonly keptMs: number; readonly problem: Problem },
): Promise<void> {
  await orm
    .update(transfers)
    .set({ state: 'failed', problem, finishedAt: sql`now()` })
    .where(and(eq(transfers.state, 'running'), lt(transfers.seenAt, ago(quietMs))));
  await orm.delete(transfers).where(lt(transfers.seenAt, ago(keptMs)));
}

function isMoving({ dealershipId, id }: TransferName): SQL | undefined {
  return and(eq(transfers.dealershipId, dealershipId), eq(transfers.id, id), eq(transfers.state, 'running'));
}

function ago(milliseconds: number): SQL {
  return sql`now() - ${milliseconds} * interval '1 millisecond'`;
}
