export { answerRequests, deskOfServer } from './asking.ts';
export { cleaningOf, describeStorage, moveOf } from './describe.ts';
export { createStorageDesk, type StorageDesk } from './desk.ts';
export { createFileLinks, type FileLinks } from './links/links.ts';
export { createLocalStorage } from './local/local-storage.ts';
export { type OpenStorage, openBucket, openStorage } from './open-storage.ts';
export type { ByteRange, Storage } from './storage.ts';
