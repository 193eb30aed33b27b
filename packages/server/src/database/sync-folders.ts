import { isDeepStrictEqual } from 'node:util';
import { ForecourtError } from '@forecourt/errors';
import { type SyncFolder, type SyncReport, syncReportSchema } from '@forecourt/sdk/contract';
import { and, eq, lt, sql } from './drizzle.ts';
import { appendEvent } from './events.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { syncFolders } from './schema.ts';

/** Four reports that did not come: its computer is off, asleep or without a network. */
const thereMs = 120_000;
const keptMs = 90 * 86_400_000;
/** More than any dealership has, and few enough for one answer. */
const shownAtMost = 500;

export interface SyncFolderName {
  readonly dealershipId: string;
  readonly id: string;
}

const row = {
  id: syncFolders.id,
  report: syncFolders.report,
  isPaused: syncFolders.isPaused,
  reportedAt: syncFolders.reportedAt,
  createdAt: syncFolders.createdAt,
  ageMs: sql<number>`extract(epoch from now() - ${syncFolders.reportedAt}) * 1000`.mapWith(Number),
};

/** Folders in the order of their computers. */
export async function listSyncFolders(orm: ForecourtOrm, dealershipId: string): Promise<SyncFolder[]> {
  const found = await orm
    .select(row)
    .from(syncFolders)
    .where(eq(syncFolders.dealershipId, dealershipId))
    .orderBy(sql`lower(${syncFolders.report}->>'computer'), ${syncFolders.report}->>'folder'`, syncFolders.id)
    .limit(shownAtMost);
  return found.map(folderOf);
}

/**
 * Writes down what a computer says of a folder. Watchers are told where that is news: a folder that is in step says the same every half
 * minute, and speed alone is none.
 */
export async function reportSyncFolder(tx: Transaction, { dealershipId, id }: SyncFolderName, report: SyncReport): Promise<SyncFolder> {
  const [before] = await tx.select(row).from(syncFolders).where(isFolder({ dealershipId, id })).for('update');
  const [after] = await tx
    .insert(syncFolders)
    .values({ dealershipId, id, report })
    .onConflictDoUpdate({ target: [syncFolders.dealershipId, syncFolders.id], set: { report, reportedAt: sql`now()` } })
    .returning(row);
  const folder = folderOf(after);
  const isNews = before === undefined || !folderOf(before).isThere || !isDeepStrictEqual(news(before.report), news(report));
  if (isNews) await appendEvent(tx, dealershipId, 'sync.changed', folder);
  return folder;
}

/** Has a folder rest, or go on. @throws NOT_FOUND */
export async function changeSyncFolder(
  tx: Transaction,
  name: SyncFolderName,
  changes: { readonly isPaused: boolean },
): Promise<SyncFolder> {
  const [changed] = await tx.update(syncFolders).set(changes).where(isFolder(name)).returning(row);
  const folder = folderOf(changed);
  await appendEvent(tx, name.dealershipId, 'sync.changed', folder);
  return folder;
}

/** @throws NOT_FOUND */
export async function forgetSyncFolder(tx: Transaction, name: SyncFolderName): Promise<void> {
  folderOf((await tx.delete(syncFolders).where(isFolder(name)).returning(row))[0]);
}

/** Forgets folders of which nothing was heard for 90 days. @returns how many */
export async function forgetSilentSyncFolders(orm: ForecourtOrm): Promise<number> {
  const isSilent = lt(syncFolders.reportedAt, sql`now() - ${keptMs} * interval '1 millisecond'`);
  return (await orm.delete(syncFolders).where(isSilent).returning({ id: syncFolders.id })).length;
}

function isFolder({ dealershipId, id }: SyncFolderName) {
  return and(eq(syncFolders.dealershipId, dealershipId), eq(syncFolders.id, id));
}

function news({ bytesPerSecond: _, ...report }: SyncReport): unknown {
  // As it was stored: what is undefined is not there.
  return JSON.parse(JSON.stringify(report));
}

function folderOf(found: (Omit<typeof syncFolders.$inferSelect, 'dealershipId'> & { readonly ageMs: number }) | undefined): SyncFolder {
  if (found === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such folder.');
  return {
    ...syncReportSchema.parse(found.report),
    id: found.id,
    isPaused: found.isPaused,
    isThere: found.ageMs <= thereMs,
    reportedAt: found.reportedAt.toISOString(),
    createdAt: found.createdAt.toISOString(),
  };
}
