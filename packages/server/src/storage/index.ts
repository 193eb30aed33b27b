export { createLocalStorage } from './local/local-storage.ts';
export type { ByteRange, Storage } from './storage.ts';
