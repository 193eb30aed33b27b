export { enqueuePlaced, placePhoto } from './place-photo.ts';
export { createUploads } from './uploads.ts';
