export { createLocalProvider, type LocalProvider } from './provider.ts';
