export { type ReplicateEmulator, type ReplicateEmulatorOptions, startReplicateEmulator } from './emulator.ts';
