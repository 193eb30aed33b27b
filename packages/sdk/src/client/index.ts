export type { Call, CallAnswer, CallInput, CallOptions } from './call.ts';
export { type Client, createClient, type ReviewOptions } from './client.ts';
export type { ClientOptions } from './connection.ts';
export type { EventOptions } from './events.ts';
export type { ListResult, Page } from './pages.ts';
