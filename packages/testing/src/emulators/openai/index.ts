export { type OpenAiEmulator, type OpenAiEmulatorOptions, startOpenAiEmulator } from './emulator.ts';
export type { Question, Reply } from './responses.ts';
