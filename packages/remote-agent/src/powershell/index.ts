export { readScript } from './read-script.ts';
export type { CommandUse } from './rules.ts';
export type { ScriptFacts, ScriptProblem } from './script-facts.ts';
