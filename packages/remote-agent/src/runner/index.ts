export { createRunner } from './create-runner.ts';
export { createEngineCutter } from './cutter/engine-cutter.ts';
export type { Command } from './script/job-file.ts';
