export { backUp } from './backup.ts';
export { openPlaces } from './places.ts';
export { restore } from './restore.ts';
export { handOutCopies } from './running.ts';
export { requireFinishedRestore } from './unfinished.ts';
