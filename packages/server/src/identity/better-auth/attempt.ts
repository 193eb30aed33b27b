import { AsyncLocalStorage } from 'node:async_hooks';
import { ForecourtError } from '@forecourt/errors';

/** Where a request came from, for limits, for the cookie and for the list of sessions. */
export interface Origin {
  readonly clientAddress: string;
  readonly isSecure: boolean;
  readonly userAgent?: string | undefined;
}

/** One try to sign somebody in, while better-auth is at it: what its hooks need to know, and what they found out. */
export interface Attempt {
  readonly origin: Origin;
  /** The person has shown by an account elsewhere that the address is its own. */
  readonly isAddressProven: boolean;
  /** Where the person wants to work, if it belongs there. */
  readonly dealershipId: string | undefined;
  /** The new session's token, known to the browser alone. */
  token: string | null;
  /** Why there is no session. */
  problem: ForecourtError | null;
}

const attempts = new AsyncLocalStorage<Attempt>();

/** Runs a try to sign in. @returns what the work gives, with what the hooks found out */
export async function attempt<T>(
  origin: Origin,
  work: () => Promise<T>,
  { isAddressProven = false, dealershipId }: { readonly isAddressProven?: boolean; readonly dealershipId?: string | undefined } = {},
): Promise<{ readonly attempt: Attempt; readonly result: T }> {
  const made: Attempt = { origin, isAddressProven, dealershipId, token: null, problem: null };
  const result = await attempts.run(made, async () => {
    try {
      return await work();
    } catch (error) {
      throw made.problem ?? error;
    }
  });
  return { attempt: made, result };
}

/** The try under way. @throws INTERNAL outside of one */
export function currentAttempt(): Attempt {
  const made = attempts.getStore();
  if (made === undefined) throw new ForecourtError('INTERNAL', 'A session is made outside of a try to sign in.');
  return made;
}
