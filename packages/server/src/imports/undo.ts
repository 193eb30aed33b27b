import { setImmediate as breath } from 'node:timers/promises';
import { throwIfAborted } from '@forecourt/errors';
import { appendEvents, type Happened } from '../database/events.ts';
import {
  addImportedPhotos,
  deleteEmptyVehicles,
  type ImportItem,
  markItems,
  nextItems,
  readUntouchedPhotos,
  readUntouchedVehicles,
} from '../database/import-items.ts';
import { changeImportRow, type ImportRow, lockImport, readParts } from '../database/imports.ts';
import { type Database, deletePhoto, type Transaction } from '../database/index.ts';
import { callBack, type JobsContext } from '../jobs/index.ts';
import { listedFolders } from './folders.ts';
import type { Lease } from './run.ts';

const itemsAtOnce = 100;

/**
 * Takes back what an import made, some hundred at a time, photos first. What people have worked on since stays: vehicles that were
 * changed or got other photos, and photos that were judged. Killed at any point, it goes on.
 */
export async function undoImport(jobs: JobsContext, row: ImportRow, lease: Lease, signal: AbortSignal): Promise<void> {
  if (row.kind === 'folder') await collectPhotos(jobs.database, row, signal);
  for (;;) {
    throwIfAborted(signal);
    const { isOver, activeJobIds } = await takeBack(jobs.database, row, lease);
    await callBack(jobs, activeJobIds);
    if (isOver) return;
    // As in reading rows: others want to be answered too.
    await breath();
  }
}

/** Photos came by themselves, after their vehicles: the list of files says which of them are of this import. */
async function collectPhotos(database: Database, row: ImportRow, signal: AbortSignal): Promise<void> {
  for await (const { stockNumber, hashes } of listedFolders(readParts(database.orm, row.dealershipId, row.id))) {
    throwIfAborted(signal);
    await database.transaction((tx) => addImportedPhotos(tx, row, stockNumber, hashes));
  }
}

async function takeBack(
  database: Database,
  { dealershipId, id }: ImportRow,
  lease: Lease,
): Promise<{ isOver: boolean; activeJobIds: string[] }> {
  const mine = lease.until.getTime();
  const leaseUntil = lease.extend();
  return await database.transaction(async (tx) => {
    const row = await lockImport(tx, dealershipId, id, ['undoing', 'undone']);
    if (row.state !== 'undoing' || row.leaseUntil?.getTime() !== mine) return { isOver: true, activeJobIds: [] };
    const items = await nextItems(tx, row, itemsAtOnce);
    if (items.length === 0) {
      await changeImportRow(tx, row, { state: 'undone', finishedAt: new Date(), leaseUntil: null });
      return { isOver: true, activeJobIds: [] };
    }
    // Photos and vehicles are never judged together: whether a vehicle may go depends on its photos being gone.
    const kind = items[0]?.kind ?? 'vehicle';
    const own = items.filter((item) => item.kind === kind);
    const { removed, kept, activeJobIds } = await remove(tx, dealershipId, kind, own);
    await markItems(tx, row, removed, 'removed');
    await markItems(tx, row, kept, 'kept');
    const gone = own.map(({ targetId }) => targetId).filter((target) => !removed.includes(target) && !kept.includes(target));
    await markItems(tx, row, gone, 'gone');
    await changeImportRow(tx, row, { undoneCount: row.undoneCount + removed.length, keptCount: row.keptCount + kept.length, leaseUntil });
    return { isOver: false, activeJobIds };
  });
}

async function remove(tx: Transaction, dealershipId: string, kind: ImportItem['kind'], items: readonly ImportItem[]) {
  const ids = items.map(({ targetId }) => targetId);
  const there = [...(await (kind === 'photo' ? readUntouchedPhotos : readUntouchedVehicles)(tx, dealershipId, ids))];
  const removed = there.flatMap(([id, isUntouched]) => (isUntouched ? [id] : []));
  const kept = there.flatMap(([id, isUntouched]) => (isUntouched ? [] : [id]));
  const activeJobIds = kind === 'photo' ? await removePhotos(tx, dealershipId, removed) : [];
  if (kind === 'vehicle') await removeVehicles(tx, dealershipId, removed);
  return { removed, kept, activeJobIds };
}

async function removePhotos(tx: Transaction, dealershipId: string, ids: readonly string[]): Promise<string[]> {
  const activeJobIds: string[] = [];
  const happened: Happened[] = [];
  for (const id of ids) {
    const deleted = await deletePhoto(tx, dealershipId, id);
    activeJobIds.push(...deleted.activeJobIds);
    happened.push({ dealershipId, type: 'photo.deleted', data: { id, vehicleId: deleted.vehicleId } });
  }
  await appendEvents(tx, happened);
  return activeJobIds;
}

/** Vehicles that nobody touched have no photos, and so no jobs. */
async function removeVehicles(tx: Transaction, dealershipId: string, ids: readonly string[]): Promise<void> {
  await deleteEmptyVehicles(tx, dealershipId, ids);
  await appendEvents(
    tx,
    ids.map((id) => ({ dealershipId, type: 'vehicle.deleted' as const, data: { id } })),
  );
}
