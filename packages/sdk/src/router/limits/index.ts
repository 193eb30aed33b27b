export { createMemoryLimits, type MemoryLimits, type MemoryLimitsOptions } from './memory.ts';
