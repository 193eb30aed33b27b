export { type Agent, type AgentOptions, createAgent, type RunnerParts } from './agent.ts';
export { type AgentConfig, type Identity, keepIdentity, readIdentity } from './config/config.ts';
export type { Runner, RunnerContext, RunnerJob, RunOutcome } from './runner/runner.ts';
export { agentVersion } from './version.ts';
