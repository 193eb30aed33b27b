export { createMemoryCache, type MemoryCache, type MemoryCacheOptions } from './memory.ts';
export { cachePolicySchema } from './policy.ts';
