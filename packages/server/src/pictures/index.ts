export { listedWidthPx, openPicture, ownLimits, type PictureFacts } from './open.ts';
export { keepListed, keptPreview } from './preview.ts';
