export { createMemoryBudget, type MemoryBudget, type MemoryBudgetOptions } from './memory.ts';
export { type BudgetAlert, type BudgetLimits, type BudgetOptions, budgetLimitsSchema } from './policy.ts';
