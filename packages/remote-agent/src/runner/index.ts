export { type Cutter, createRunner, type RunnerOptions } from './create-runner.ts';
export { createEngineCutter, type EngineCutterOptions } from './cutter/engine-cutter.ts';
export { createToolCutter, type Tool, type ToolCutterOptions, toolSchema } from './cutter/tool-cutter.ts';
export { safeFileName, withEnding } from './files/file-name.ts';
export { type RunLimits, runLimitsSchema } from './limits.ts';
export { endFormer, type RunningProcess, runningProcessSchema } from './process/former.ts';
export type { Runner, RunnerContext, RunnerJob, RunOutcome } from './runner.ts';
export { findInterpreter } from './script/interpreter.ts';
export { type Command, commandSchema, type JobFile, jobFileSchema } from './script/job-file.ts';
