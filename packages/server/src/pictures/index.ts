export { type MeasureOptions, measurePicture, type PictureFacts } from './measure.ts';
export { makePreview } from './preview.ts';
