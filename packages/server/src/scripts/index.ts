export { createScripts, type Scripts } from './create-scripts.ts';
export type { HostDirectory } from './host-directory.ts';
export { packagedScripts, readByParser } from './packaged.ts';
export type { Publisher } from './publisher.ts';
