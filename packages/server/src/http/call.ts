import type { RouteName, routes } from '@forecourt/sdk/contract';
import type { z } from 'zod';
import type { Transaction } from '../database/open.ts';
import type { Caller } from '../identity/index.ts';
import type { Logger } from '../settings/logger.ts';

type Routes = typeof routes;
type Part<Name extends RouteName, Key extends 'params' | 'query' | 'body'> =
  Routes[Name] extends Record<Key, infer Schema extends z.ZodType> ? z.output<Schema> : undefined;

/** One request to one route, checked: its parts have passed the schemas of the contract and its caller may do this. */
export interface Call<Name extends RouteName> {
  readonly params: Part<Name, 'params'>;
  readonly query: Part<Name, 'query'>;
  readonly body: Part<Name, 'body'>;
  /** Who asks; nobody has to say it where a route is open to everybody. */
  readonly caller: Routes[Name]['access'] extends 'open' ? null : Caller;
  readonly request: Request;
  /** From where, for limits and cookies; `url` is this site as the browser sees it. */
  readonly origin: { readonly clientAddress: string; readonly isSecure: boolean; readonly url: string };
  /** Headers for the answer, to add to. */
  readonly headers: Headers;
  readonly log: Logger;
  /**
   * Keeps the answer in the transaction that does what was asked, for when the same request comes again after a crash. To be called
   * shortly before events are appended; it does nothing where the request has no Idempotency-Key.
   */
  keepAnswer(tx: Transaction, answer: unknown): Promise<void>;
  /** Names what the caller did; goes on to the jobs that come of it. */
  readonly correlationId: string;
}

/** Answers a call: with the JSON of the contract, with nothing, or with a whole answer where the contract names another media type. */
export type Handler<Name extends RouteName> = Routes[Name] extends { answer: infer Schema extends z.ZodType }
  ? (call: Call<Name>) => Promise<z.input<Schema>>
  : Routes[Name] extends { answerType: string }
    ? (call: Call<Name>) => Promise<Response>
    : (call: Call<Name>) => Promise<void>;

/** A handler for each route of the contract: one that is missing fails the types. */
export type Handlers = { readonly [Name in RouteName]: Handler<Name> };
