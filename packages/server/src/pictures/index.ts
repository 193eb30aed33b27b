export { measurePicture, openPicture, ownLimits, type PictureFacts } from './open.ts';
export { keepFirstPreviews, keptPreview } from './preview.ts';
