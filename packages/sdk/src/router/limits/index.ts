export { createMemoryLimits, type MemoryLimits, type MemoryLimitsOptions } from './memory.ts';
export { limitsPolicySchema } from './policy.ts';
