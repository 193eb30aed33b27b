export { type AgentFileName, agentFiles } from './agent-package.ts';
export { createHosts, type Hosts } from './create-hosts.ts';
export { createPlatformKeys } from './platform-keys.ts';
