export { blobSource, type FileHandle, type FileSource, type KeptFile } from './file-source.ts';
export { indexedDbStorage } from './indexed-db.ts';
export type { UploadClient } from './parts.ts';
export type { UploadState, UploadStatus } from './state.ts';
export type { KeptUpload, UploadStorage } from './storage.ts';
export type { Upload } from './upload.ts';
export { type AddOptions, createUploader, type Uploader, type UploaderOptions } from './uploader.ts';
