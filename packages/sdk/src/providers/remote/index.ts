export type { RemoteProviderOptions, RemoteScript } from './options.ts';
export { createRemoteProvider, type RemoteProvider } from './provider.ts';
