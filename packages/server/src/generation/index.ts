export { callCraft } from './call-craft.ts';
export type { ProviderStates } from './choice.ts';
export { createGenerations, type Generations, type GenerationsOptions } from './create-generations.ts';
export type { CallParts } from './make-call.ts';
export { type RunningGenerations, startGenerations } from './start-generations.ts';
