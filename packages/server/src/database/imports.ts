import { ForecourtError } from '@forecourt/errors';
import type { Import, ImportError, ImportKind, ImportState } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, asc, desc, eq, gt, inArray, lt, or, type SQL, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { importErrors, importParts, imports } from './schema.ts';

export type ImportRow = typeof imports.$inferSelect;

export interface NewImport {
  readonly dealershipId: string;
  readonly kind: ImportKind;
  readonly name: string;
  readonly bytes: number;
  readonly startedBy: string;
}

export async function addImport(tx: Transaction, row: NewImport): Promise<Import> {
  const [added] = await tx
    .insert(imports)
    .values({ ...row, id: newId() })
    .returning();
  if (added === undefined) throw new ForecourtError('INTERNAL', 'The import was not written.');
  return importOf(added);
}

/** @throws NOT_FOUND, also for one of another dealership */
export async function readImport(orm: ForecourtOrm, dealershipId: string, id: string): Promise<ImportRow> {
  const [row] = await orm.select().from(imports).where(whole(dealershipId, id));
  if (row === undefined) throw notFound();
  return row;
}

/** Holds an import until the end of the transaction. @throws NOT_FOUND; IMPORT_STATE if it is in none of these states */
export async function lockImport(tx: Transaction, dealershipId: string, id: string, states: readonly ImportState[]): Promise<ImportRow> {
  const [row] = await tx.select().from(imports).where(whole(dealershipId, id)).for('update');
  if (row === undefined) throw notFound();
  if (states.includes(row.state)) return row;
  throw new ForecourtError('IMPORT_STATE', `The import is ${row.state}.`, { details: { state: row.state } });
}

export async function changeImportRow(
  tx: Transaction,
  row: Pick<ImportRow, 'dealershipId' | 'id'>,
  changes: Partial<ImportRow>,
): Promise<Import> {
  const [changed] = await tx
    .update(imports)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(whole(row.dealershipId, row.id))
    .returning();
  if (changed === undefined) throw notFound();
  return importOf(changed);
}

const cursorSchema = z.tuple([z.literal('imports'), z.uuid()]);

/** Imports, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listImports(orm: ForecourtOrm, dealershipId: string, { cursor, limit }: PageQuery): Promise<Page<Import>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await orm
    .select()
    .from(imports)
    .where(and(eq(imports.dealershipId, dealershipId), after === undefined ? undefined : lt(imports.id, after)))
    .orderBy(desc(imports.id))
    .limit(limit + 1);
  const { items, nextCursor } = pageOfRows(rows, limit, ({ id }) => ['imports', id]);
  return { items: items.map(importOf), nextCursor };
}

export async function addPart(tx: Transaction, { dealershipId, id }: ImportRow, offset: number, data: Uint8Array): Promise<void> {
  await tx.insert(importParts).values({ dealershipId, importId: id, offset, data });
}

/** The source, part by part. */
export async function* readParts(orm: ForecourtOrm, dealershipId: string, importId: string): AsyncGenerator<Uint8Array> {
  const own = and(eq(importParts.dealershipId, dealershipId), eq(importParts.importId, importId));
  for (let offset = -1; ; ) {
    const [part] = await orm
      .select()
      .from(importParts)
      .where(and(own, gt(importParts.offset, offset)))
      .orderBy(asc(importParts.offset))
      .limit(1);
    if (part === undefined) return;
    yield part.data;
    offset = part.offset;
  }
}

export async function removeParts(tx: Transaction, { dealershipId, id }: Pick<ImportRow, 'dealershipId' | 'id'>): Promise<void> {
  await tx.delete(importParts).where(and(eq(importParts.dealershipId, dealershipId), eq(importParts.importId, id)));
}

/** Takes an import on which nobody works. The lease is the proof: whoever has another one by now works on it. */
export async function claimImport(orm: ForecourtOrm, now: Date, leaseUntil: Date): Promise<ImportRow | undefined> {
  const free = or(sql`${imports.leaseUntil} is null`, lt(imports.leaseUntil, now));
  const underWay = inArray(imports.state, ['running', 'undoing']);
  const [next] = await orm.select().from(imports).where(and(underWay, free)).orderBy(asc(imports.id)).limit(1);
  if (next === undefined) return undefined;
  const [claimed] = await orm
    .update(imports)
    .set({ leaseUntil })
    .where(and(whole(next.dealershipId, next.id), underWay, free))
    .returning();
  return claimed;
}

const errorCursorSchema = z.tuple([z.literal('import-errors'), z.int(), z.int()]);

/** Errors in the order of the rows. @throws NOT_FOUND; INVALID_INPUT for a cursor of something else */
export async function listImportErrors(
  orm: ForecourtOrm,
  dealershipId: string,
  importId: string,
  { cursor, limit }: PageQuery,
): Promise<Page<ImportError>> {
  await readImport(orm, dealershipId, importId);
  let after: SQL | undefined;
  if (cursor !== undefined) {
    const [, rowNumber, place] = decodeCursor(errorCursorSchema, cursor);
    after = sql`(${importErrors.rowNumber}, ${importErrors.place}) > (${rowNumber}::integer, ${place}::integer)`;
  }
  const rows = await orm
    .select()
    .from(importErrors)
    .where(and(eq(importErrors.dealershipId, dealershipId), eq(importErrors.importId, importId), after))
    .orderBy(asc(importErrors.rowNumber), asc(importErrors.place))
    .limit(limit + 1);
  const { items, nextCursor } = pageOfRows(rows, limit, ({ rowNumber, place }) => ['import-errors', rowNumber, place]);
  return {
    items: items.map(({ rowNumber, columnName, message, value }) => ({ rowNumber, column: columnName, message, value })),
    nextCursor,
  };
}

export async function addImportErrors(tx: Transaction, { dealershipId, id }: ImportRow, errors: readonly ImportError[]): Promise<void> {
  if (errors.length === 0) return;
  const places = new Map<number, number>();
  const rows = errors.map(({ rowNumber, column, message, value }) => {
    const place = places.get(rowNumber) ?? 0;
    places.set(rowNumber, place + 1);
    return { dealershipId, importId: id, rowNumber, place, columnName: column, message, value };
  });
  await tx.insert(importErrors).values(rows);
}

/** The contract's shape of a row. */
export function importOf(row: ImportRow): Import {
  const { id, kind, name, state, bytes, receivedBytes, plan, totalRows, doneRows, problem, startedBy } = row;
  return {
    ...{ id, kind, name, state, bytes, receivedBytes, plan, totalRows, doneRows, startedBy },
    ...{ created: row.createdCount, skipped: row.skippedCount, failed: row.failedCount, undone: row.undoneCount, kept: row.keptCount },
    problem,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

function whole(dealershipId: string, id: string) {
  return and(eq(imports.dealershipId, dealershipId), eq(imports.id, id));
}

function notFound() {
  return new ForecourtError('NOT_FOUND', 'There is no such import.');
}
