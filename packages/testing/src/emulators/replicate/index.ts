export { type ReplicateEmulator, type ReplicateEmulatorOptions, startReplicateEmulator } from './emulator.ts';
export { replicateInputProblems } from './models.ts';
