import * as z from 'zod';
import { sha256Schema } from '../identifiers.ts';
import { fileLinkSchema, storageCleaningSchema, storageMoveSchema, storagePlaceSchema, storageStatusSchema } from '../storage.ts';
import type { Route } from './route.ts';

const weekSeconds = 7 * 24 * 60 * 60;

export const storageRoutes = {
  linkAsset: {
    method: 'post',
    path: '/assets/{sha256}/url',
    tag: 'Assets',
    summary: 'An address from which anybody may fetch the file until it expires, without signing in.',
    access: 'photos:read',
    params: z.object({ sha256: sha256Schema }),
    body: z.strictObject({
      expiresInSeconds: z.int().min(1).max(weekSeconds).default(3600),
      download: z.string().min(1).max(255).optional().meta({ description: 'Save under this name instead of showing it.' }),
    }),
    status: 201,
    answer: fileLinkSchema,
    secret: true,
    errors: ['STORAGE_UNAVAILABLE', 'STORAGE_REFUSED'],
  },
  getLinkedFile: {
    method: 'get',
    path: '/files/{sha256}',
    tag: 'Assets',
    summary: 'The file of an address that was made for it; ranges are served.',
    access: 'open',
    params: z.object({ sha256: sha256Schema }),
    query: z.object({
      expires: z.coerce.number().int().min(0).max(99_999_999_999),
      key: z.string().min(1).max(40),
      signature: z.string().min(1).max(100),
      download: z.string().max(255).optional(),
    }),
    status: 200,
    answerType: 'image/*',
    errors: ['LINK_EXPIRED', 'LINK_INVALID', 'RANGE_NOT_SATISFIABLE', 'STORAGE_UNAVAILABLE', 'STORAGE_REFUSED'],
  },
  getStorage: {
    method: 'get',
    path: '/storage',
    tag: 'Installation',
    summary: 'What is kept and where, how a move stands, and what clean-ups found.',
    access: 'installation:read',
    status: 200,
    answer: storageStatusSchema,
  },
  moveStorage: {
    method: 'post',
    path: '/storage/move',
    tag: 'Installation',
    summary: 'Bring all files to another place, while everything goes on. Asked again it goes on, at the new pace.',
    access: 'installation:write',
    body: z.strictObject({
      to: storagePlaceSchema,
      bytesPerSecond: z.int().positive().nullable().default(null).meta({ description: 'How fast it may be; null for no limit.' }),
    }),
    status: 202,
    answer: storageMoveSchema,
    errors: ['STORAGE_ALREADY_THERE', 'STORAGE_UNAVAILABLE', 'STORAGE_REFUSED'],
  },
  emptyStorageSource: {
    method: 'post',
    path: '/storage/move/remove-source',
    tag: 'Installation',
    summary: 'Look at every file at its new place, then remove it from the old one.',
    access: 'installation:write',
    status: 202,
    answer: storageMoveSchema,
    errors: ['STORAGE_NOT_MOVED'],
  },
  cleanStorage: {
    method: 'post',
    path: '/storage/clean',
    tag: 'Installation',
    summary: 'Compare every file with every row, and remove what nobody wants any more. The report is in the state of the storage.',
    access: 'installation:write',
    body: z.strictObject({ dryRun: z.boolean().default(false).meta({ description: 'Find, and remove nothing.' }) }),
    status: 202,
    answer: storageCleaningSchema,
  },
} as const satisfies Record<string, Route>;
