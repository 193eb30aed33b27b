export type { CallInput, CallOptions } from './call.ts';
export { type Client, createClient } from './client.ts';
export type { ClientOptions } from './connection.ts';
export type { EventOptions } from './events.ts';
export type { ListResult, Page } from './pages.ts';
