import type { StorageCleaning, StorageMove, StorageStatus } from '@forecourt/sdk/contract';
import { z } from 'zod';
import type { Database } from '../database/open.ts';
import { cleaningOf, describeStorage, moveOf } from './describe.ts';
import type { OpenStorage } from './open-storage.ts';

/** What can be asked of whoever has the files open. */
export const storageRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status') }),
  z.strictObject({ kind: z.literal('move'), to: z.enum(['folder', 's3']), bytesPerSecond: z.int().positive().nullable() }),
  z.strictObject({ kind: z.literal('empty source') }),
  z.strictObject({ kind: z.literal('clean'), isDryRun: z.boolean() }),
]);
export type StorageRequest = z.output<typeof storageRequestSchema>;

/** The files of an installation, for commands: here, or in the server that has them open. */
export interface StorageDesk {
  status(): Promise<StorageStatus>;
  move(request: Omit<Extract<StorageRequest, { kind: 'move' }>, 'kind'>): Promise<StorageMove>;
  emptySource(): Promise<StorageMove>;
  /** Begins; the status says how it ended. */
  clean(request: { readonly isDryRun: boolean }): Promise<StorageCleaning>;
}

export function createStorageDesk({ database, files }: { readonly database: Database; readonly files: OpenStorage }): StorageDesk {
  return {
    status: () => describeStorage(database, files),
    move: async (request) => moveOf(await files.moves.begin(request)),
    emptySource: async () => moveOf(await files.moves.removeSource()),
    clean: async (request) => cleaningOf((await files.cleaning.begin(request)).row),
  };
}

/** Does what was asked. */
export function serveRequest(desk: StorageDesk, request: StorageRequest): Promise<StorageStatus | StorageMove | StorageCleaning> {
  switch (request.kind) {
    case 'status':
      return desk.status();
    case 'move':
      return desk.move(request);
    case 'empty source':
      return desk.emptySource();
    case 'clean':
      return desk.clean(request);
  }
}
