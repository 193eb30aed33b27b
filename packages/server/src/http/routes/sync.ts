import { changeSyncFolder, forgetSyncFolder, listSyncFolders, reportSyncFolder } from '../../database/sync-folders.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Folders on computers that are kept in step. */
export function syncHandlers({ database }: Pick<HandlerParts, 'database'>) {
  return {
    async listSyncFolders({ caller: { dealershipId } }) {
      return { items: await listSyncFolders(database.orm, dealershipId) };
    },
    reportSyncFolder: ({ caller: { dealershipId }, params: { folderId: id }, body }) =>
      database.transaction((tx) => reportSyncFolder(tx, { dealershipId, id }, body)),
    changeSyncFolder: ({ caller: { dealershipId }, params: { folderId: id }, body }) =>
      database.transaction((tx) => changeSyncFolder(tx, { dealershipId, id }, body)),
    forgetSyncFolder: ({ caller: { dealershipId }, params: { folderId: id } }) =>
      database.transaction((tx) => forgetSyncFolder(tx, { dealershipId, id })),
  } satisfies Partial<Handlers>;
}
