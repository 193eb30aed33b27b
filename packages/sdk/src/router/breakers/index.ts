export { createMemoryBreakers, type MemoryBreakers, type MemoryBreakersOptions } from './memory.ts';
export { type BreakerPolicy, breakerPolicySchema } from './policy.ts';
