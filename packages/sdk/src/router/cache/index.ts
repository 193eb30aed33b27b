export { createMemoryCache, type MemoryCache, type MemoryCacheOptions } from './memory.ts';
