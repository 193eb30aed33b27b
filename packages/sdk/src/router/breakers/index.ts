export { createMemoryBreakers, type MemoryBreakersOptions } from './memory.ts';
export { type BreakerPolicy, breakerPolicySchema } from './policy.ts';
