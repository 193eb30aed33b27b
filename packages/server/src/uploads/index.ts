export { enqueuePlaced, type PhotoToPlace, type PlacedPhoto, placePhoto } from './place-photo.ts';
export { createUploads } from './uploads.ts';
