import { throwIfAborted } from '@forecourt/errors';
import { appendEvents } from '../database/events.ts';
import { addImportedVehicles, type VehicleOfRow } from '../database/import-items.ts';
import { addImportErrors, changeImportRow, type ImportRow, lockImport, readParts, removeParts } from '../database/imports.ts';
import type { Database } from '../database/index.ts';
import { readVehicles } from '../database/vehicles.ts';
import { type ReadRow, vehicleOf } from './row.ts';
import { readRows } from './source.ts';

const rowsAtOnce = 200;

export interface Lease {
  /** What the row says while it is ours. */
  readonly until: Date;
  /** The next one; @returns what the row says from then on */
  extend(): Date;
}

/**
 * Brings rows in from where the import stands. Vehicles, their events, errors and the number of the row where it goes on are written in
 * one transaction for each few hundred rows: killed at any point, it goes on without a row lost or doubled.
 *
 * @returns false if somebody stopped it, or another process works on it by now. @throws IMPORT_UNREADABLE, ABORTED
 */
export async function runImport(database: Database, row: ImportRow, lease: Lease, signal: AbortSignal): Promise<boolean> {
  const { dealershipId, id, kind, plan, doneRows } = row;
  if (plan === null) return false;
  let batch: ReadRow[] = [];
  for await (const source of readRows(readParts(database.orm, dealershipId, id), kind, plan)) {
    if (source.rowNumber <= doneRows) continue;
    batch.push(vehicleOf(source, plan));
    if (batch.length < rowsAtOnce) continue;
    throwIfAborted(signal);
    if (!(await bringIn(database, row, batch, lease))) return false;
    batch = [];
  }
  throwIfAborted(signal);
  return await bringIn(database, row, batch, lease, true);
}

async function bringIn(
  database: Database,
  { dealershipId, id }: ImportRow,
  batch: readonly ReadRow[],
  lease: Lease,
  isLast = false,
): Promise<boolean> {
  const mine = lease.until.getTime();
  const leaseUntil = lease.extend();
  return await database.transaction(async (tx) => {
    const row = await lockImport(tx, dealershipId, id, ['running', 'stopped']);
    if (row.state !== 'running' || row.leaseUntil?.getTime() !== mine) return false;
    const good = batch.flatMap(({ rowNumber, vehicle }): VehicleOfRow[] => (vehicle ? [{ rowNumber, vehicle }] : []));
    const made = await addImportedVehicles(tx, row, good);
    await addImportErrors(
      tx,
      row,
      batch.flatMap(({ errors }) => errors),
    );
    // The list of files says later which photos came by it.
    if (isLast && row.kind !== 'folder') await removeParts(tx, row);
    await changeImportRow(tx, row, {
      doneRows: batch.at(-1)?.rowNumber ?? row.doneRows,
      createdCount: row.createdCount + made.length,
      skippedCount: row.skippedCount + good.length - made.length,
      failedCount: row.failedCount + batch.length - good.length,
      ...(isLast ? { state: 'done', finishedAt: new Date(), leaseUntil: null } : { leaseUntil }),
    });
    const vehicles = await readVehicles(tx, dealershipId, made);
    await appendEvents(
      tx,
      vehicles.map((data) => ({ dealershipId, type: 'vehicle.created' as const, data })),
    );
    return true;
  });
}
