export type { UploadCaller } from './exchange.ts';
export type { Finish, ReceivedFile } from './finisher.ts';
export { type UploadLimits, type UploadLimitsInput, uploadLimitsSchema } from './options.ts';
export { enqueuePlaced, type PhotoToPlace, placePhoto } from './place-photo.ts';
export { createReceiver, type Receiver } from './receiver.ts';
export { createUploads, type Uploads, type UploadsOptions } from './uploads.ts';
