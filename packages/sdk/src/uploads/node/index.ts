export { fileSource } from './file-source.ts';
export { folderStorage } from './folder-storage.ts';
