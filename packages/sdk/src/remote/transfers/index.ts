export { bytesSource, fileSource } from './sources.ts';
export { fileTarget, type MemoryTarget, memoryTarget } from './targets.ts';
