export {
  type BreakerPolicy,
  breakerPolicySchema,
  createMemoryBreakers,
  type MemoryBreakers,
  type MemoryBreakersOptions,
} from './breakers/index.ts';
export {
  type BudgetAlert,
  type BudgetLimits,
  type BudgetOptions,
  budgetLimitsSchema,
  createMemoryBudget,
  type MemoryBudget,
  type MemoryBudgetOptions,
} from './budget/index.ts';
export { cachePolicySchema, createMemoryCache, type MemoryCache, type MemoryCacheOptions } from './cache/index.ts';
export { attemptsOf } from './calls/failure.ts';
export type { Candidate } from './choice/candidate.ts';
export type { Choice } from './choice/order.ts';
export type { Plan, PlannedRequest } from './choice/plan.ts';
export { type Clock, systemClock } from './clock.ts';
export { createMemoryLedger, type MemoryLedger } from './ledger/memory.ts';
export { createMemoryLimits, limitsPolicySchema, type MemoryLimits, type MemoryLimitsOptions } from './limits/index.ts';
export { type MemoryParts, type MemoryPartsOptions, memoryParts } from './memory-parts.ts';
export type {
  Admission,
  Attempt,
  BreakerState,
  Breakers,
  Budget,
  BudgetState,
  CacheStats,
  Ledger,
  LedgerEntry,
  Limits,
  Microdollars,
  Reservation,
  ResultCache,
  Slot,
  Soon,
  Target,
  UnsettledReservation,
} from './parts.ts';
export type { CacheUse, Route, Routed, Router, RouterContext } from './routed.ts';
export { createRouter } from './router.ts';
export { type RouterOptions, routerOptionsSchema } from './router-options.ts';
