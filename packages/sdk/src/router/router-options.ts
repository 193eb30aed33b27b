import type { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import type { Provider } from '../providers/index.ts';
import type { Choice } from './choice/order.ts';
import type { Clock } from './clock.ts';
import type { Breakers, Budget, Ledger, Limits, ResultCache } from './parts.ts';

const given = <Kind>(what: string) =>
  z.custom<Kind>((value) => (typeof value === 'object' && value !== null) || typeof value === 'function', what);

const milliseconds = z.number().positive();

/** Options of `createRouter`. */
export const routerOptionsSchema = z.strictObject({
  /** Who can be asked: in this order, unless `choose` says otherwise. */
  providers: z.array(given<Provider>('must be a provider')),
  /** Name in abilities; `router` where left out. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('router'),
  /** Whom to ask first: the others follow when that one fails. */
  choose: z
    .union([
      z.enum(['order', 'price', 'speed', 'quality']),
      z.strictObject({ weights: z.record(z.string(), z.number().nonnegative()) }),
      z.custom<Extract<Choice, (...parameters: never) => unknown>>((value) => typeof value === 'function', 'must be a function'),
    ])
    .default('order'),
  /** The whole call, with all its tries. */
  deadlineMs: milliseconds.default(180_000),
  /** How often one provider may be asked in one call: again only after a failure that passes and surely cost nothing. */
  tries: z.int().min(1).max(10).default(2),
  /** Ask another provider beside one that is slow; both may have to be paid. */
  hedge: z
    .union([
      z.strictObject({ afterMs: milliseconds }),
      z.strictObject({ percentile: z.number().gt(0).lt(1), leastMs: milliseconds.default(1000) }),
    ])
    .optional(),
  /** Whether what one provider refuses by its rules is asked of the next. */
  refusedGoesOn: z.boolean().default(false),
  /** How long a provider that was told to stop is waited for. */
  graceMs: milliseconds.default(1000),
  /** Whether closing the router closes its providers. */
  closesProviders: z.boolean().default(true),
  /** In memory where left out. */
  breakers: given<Breakers>('must be breakers').optional(),
  /** In memory where left out. */
  limits: given<Limits>('must be limits').optional(),
  /** What may be spent; as much as is asked for where left out. */
  budget: given<Budget>('must be a budget').optional(),
  /** Nothing is kept, and nothing shared, where left out. */
  cache: given<ResultCache>('must be a cache').optional(),
  ledger: given<Ledger>('must be a ledger').optional(),
  /** Told what could not be booked or given back: no call fails of it, and it must not go unseen. A warning of the process where left out. */
  onTrouble: given<(error: ForecourtError) => void>('must be a function').default(() => warn),
  clock: given<Clock>('must be a clock').optional(),
  /** From 0 to 1. */
  random: given<() => number>('must be a function').default(() => Math.random),
});
export type RouterOptions = Readonly<z.input<typeof routerOptionsSchema>>;

function warn({ code, message }: ForecourtError): void {
  process.emitWarning(message, { code, type: 'ForecourtWarning' });
}
