export { removeStaleTemporaries, syncFolder, temporaryName, writeFileAtomically } from './atomic.ts';
export { readError, writeError } from './errors.ts';
export { makeFolder } from './folders.ts';
export { moveFile, removeTree } from './move.ts';
