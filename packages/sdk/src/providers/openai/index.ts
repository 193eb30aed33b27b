export type { OpenAiOptions } from './options.ts';
export { createOpenAiProvider, type OpenAiProvider } from './provider.ts';
