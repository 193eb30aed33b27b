import { createMemoryBreakers, type MemoryBreakersOptions } from './breakers/index.ts';
import { createMemoryBudget, type MemoryBudgetOptions } from './budget/index.ts';
import { createMemoryCache, type MemoryCacheOptions } from './cache/index.ts';
import { createMemoryLedger, type MemoryLedger } from './ledger/memory.ts';
import { createMemoryLimits, type MemoryLimitsOptions } from './limits/index.ts';
import type { Breakers, Budget, Limits, ResultCache } from './parts.ts';

export interface MemoryPartsOptions {
  readonly breakers?: MemoryBreakersOptions | undefined;
  readonly limits?: MemoryLimitsOptions | undefined;
  /** Without limits whatever is asked for may be spent, and is counted. */
  readonly budget?: MemoryBudgetOptions | undefined;
  readonly cache?: MemoryCacheOptions | undefined;
}

export interface MemoryParts {
  readonly breakers: Breakers;
  readonly limits: Limits;
  readonly budget: Budget;
  readonly cache: ResultCache;
  readonly ledger: MemoryLedger;
}

/**
 * Every part of a router in the memory of this process: for one process, and to look at what a router did.
 *
 * @example
 * const parts = memoryParts({ budget: { limits: { day: 5_000_000 } } });
 * const router = createRouter({ providers, ...parts });
 * console.log(parts.ledger.entries, await parts.budget.read('default'));
 *
 * @throws INVALID_INPUT
 */
export function memoryParts(options: MemoryPartsOptions = {}): MemoryParts {
  return {
    breakers: createMemoryBreakers(options.breakers),
    limits: createMemoryLimits(options.limits),
    budget: createMemoryBudget(options.budget ?? { limits: {} }),
    cache: createMemoryCache(options.cache),
    ledger: createMemoryLedger(),
  };
}
