export { type SshRoadOptions, sshRoad } from '../roads/ssh/road.ts';
export type { SshSystem } from './commands.ts';
export { createSshHost, type SshHostOptions } from './ssh-host.ts';
