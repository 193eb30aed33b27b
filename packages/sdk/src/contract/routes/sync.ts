import * as z from 'zod';
import { idSchema } from '../identifiers.ts';
import { syncFolderSchema, syncReportSchema } from '../sync.ts';
import type { Route } from './route.ts';

const params = z.object({ folderId: idSchema });

export const syncRoutes = {
  listSyncFolders: {
    method: 'get',
    path: '/sync-folders',
    tag: 'Sync',
    summary: 'Folders on computers that are kept in step, in the order of their computers.',
    access: 'hosts:read',
    status: 200,
    answer: z.object({ items: z.array(syncFolderSchema) }),
  },
  reportSyncFolder: {
    method: 'post',
    path: '/sync-folders/{folderId}/reports',
    tag: 'Sync',
    summary: 'What a computer sends every half minute, with an id of its own making; the answer says whether it is to rest.',
    access: 'photos:write',
    params,
    body: syncReportSchema,
    status: 200,
    answer: syncFolderSchema,
  },
  changeSyncFolder: {
    method: 'patch',
    path: '/sync-folders/{folderId}',
    tag: 'Sync',
    summary: 'Have a folder rest, or go on.',
    access: 'hosts:write',
    params,
    body: z.strictObject({ isPaused: z.boolean() }),
    status: 200,
    answer: syncFolderSchema,
  },
  forgetSyncFolder: {
    method: 'delete',
    path: '/sync-folders/{folderId}',
    tag: 'Sync',
    summary: 'Forget a folder that is kept in step no more. Its photos stay.',
    access: 'hosts:write',
    params,
    status: 204,
  },
} as const satisfies Record<string, Route>;
