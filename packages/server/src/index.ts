export { createForecourt, type Forecourt, type ForecourtOptions, getForecourt } from './forecourt.ts';
export { openapiDocument } from './http/openapi/document.ts';
export type { Readiness } from './http/readiness.ts';
export type { HostCaller } from './identity/index.ts';
export { type ListeningForecourt, type ListenOptions, listenForecourt } from './listen.ts';
export { environmentSchema, readServerSettings, type ServerSettings } from './settings/settings.ts';
