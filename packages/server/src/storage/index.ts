export { createLocalStorage } from './local/local-storage.ts';
export type { ByteRange, PutOptions, Storage, StorageInput, StoredFile } from './storage.ts';
