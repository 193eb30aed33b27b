import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import { blobSource, handleSource } from './file-source.ts';
import { keptUploadSchema, type UploadStorage } from './storage.ts';

const databaseName = 'forecourt-uploads';
const storeName = 'uploads';

/** Uploads in the browser's IndexedDB, files included: a tab may be closed and opened again. Nothing leaves the browser. */
export function indexedDbStorage(): UploadStorage {
  let opened: Promise<IDBDatabase> | undefined;

  function open(): Promise<IDBDatabase> {
    opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(databaseName, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'id' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(failed(request.error));
    });
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  }

  async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await open()).transaction(storeName, mode);
    const request = ask(transaction.objectStore(storeName));
    return new Promise((resolve, reject) => {
      // A result counts when its transaction is on the disk, not when it was handed in.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(failed(transaction.error));
    });
  }

  return {
    // What an older version kept and nobody can read is left where it is.
    list: async () => (await run('readonly', (store) => store.getAll())).flatMap((one) => keptUploadSchema.safeParse(one).data ?? []),
    get: async (id) => keptUploadSchema.safeParse(await run('readonly', (store) => store.get(id))).data,
    put: async (upload) => void (await run('readwrite', (store) => store.put(upload))),
    delete: async (id) => void (await run('readwrite', (store) => store.delete(id))),
    async open({ file, name }) {
      if (file.kind === 'handle') return handleSource(file.handle);
      if (file.kind === 'blob') return blobSource(z.instanceof(Blob).parse(file.blob), { name });
      throw new ForecourtError('FILE_NOT_FOUND', `${name} was not kept by this browser.`);
    },
  };
}

function failed(cause: unknown): ForecourtError {
  return ForecourtError.from(cause, 'STORAGE_FAILED', 'The browser could not keep the upload');
}
