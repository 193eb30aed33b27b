export { createMemoryLimits, type MemoryLimitsOptions } from './memory.ts';
