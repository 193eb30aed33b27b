export type { Generations } from './create-generations.ts';
export { startGenerations } from './start-generations.ts';
