import { z } from 'zod';

/** What travels through a queue: only a name. What is to be done, and how far it is, stands in the database. */
export const messageSchema = z.object({ jobId: z.uuid(), dealershipId: z.uuid() });
export type Message = z.infer<typeof messageSchema>;

export interface AddOptions {
  /** Larger is sooner, from -1000 to 1000; among equals the earlier one. */
  readonly priority?: number | undefined;
  readonly delayMs?: number | undefined;
}

/** Asks for the same message once more. */
export interface Again {
  readonly delayMs: number;
  readonly priority?: number | undefined;
}

export interface HandleContext {
  /** Fires when the message is not this handler's any more, or when it has to stop: see {@link Subscription.stop}. */
  readonly signal: AbortSignal;
}

/** Ends a message by resolving. Resolving with {@link Again} or throwing brings it back. */
export type Handle = (message: Message, context: HandleContext) => Promise<Again | undefined>;

export interface Subscription extends AsyncDisposable {
  /**
   * Takes no more messages and waits for the handlers under way. Those that are not done after `graceMs` have their signal fired, and are
   * waited for all the same. Disposing is stopping without a limit.
   */
  stop(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

/**
 * Carries names of jobs from those who add them to those who work on them, in this process or in others. Messages may come twice,
 * and after a power cut one may be missing: the `jobs` table is the truth, and a sweep adds what is missing. Every backend passes
 * `queueConformance`.
 */
export interface Queue extends AsyncDisposable {
  readonly kind: 'embedded' | 'redis';
  /**
   * A job that waits here already is not added twice; adding it again without a delay only brings it forward.
   *
   * @throws QUEUE_UNAVAILABLE, DATABASE_UNAVAILABLE
   */
  add(message: Message, options?: AddOptions): Promise<void>;
  /** The same for many at once. */
  addAll(messages: readonly (Message & AddOptions)[]): Promise<void>;
  /** Hands messages to `handle`, at most `concurrency` at once, until it is stopped. */
  work(options: { readonly concurrency: number }, handle: Handle): Promise<Subscription>;
  /** Messages that wait, also those that wait for their time; not those under way. */
  depth(): Promise<number>;
  /** Whether it could take a message now. @throws QUEUE_UNAVAILABLE, DATABASE_UNAVAILABLE */
  check(): Promise<void>;
  /** Stops every subscription and waits for its handlers. Messages stay. Twice is fine. */
  close(): Promise<void>;
}

/** A handler that threw gets its message back after this time: what broke it is seldom better at once. */
export const afterFailureMs = 1000;
