import { ForecourtError } from '@forecourt/errors';
import { roleSchema } from '@forecourt/sdk/contract';
import { v5 as uuidOfName } from 'uuid';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { ensureDealership } from '../database/people.ts';
import { scopesOf } from './access.ts';
import type { Caller } from './caller.ts';

/** Somebody whom the application around us has signed in. */
export const hostCallerSchema = z.strictObject({
  /** `id` is the host's own name of the dealership; each gets data of its own. */
  dealership: z.strictObject({ id: z.string().min(1).max(200), name: z.string().min(1).max(120) }),
  person: z.strictObject({ name: z.string().min(1).max(120) }),
  role: roleSchema,
  /** Whether this person may look after the whole installation. */
  isOperator: z.boolean().default(false),
});
export type HostCaller = z.input<typeof hostCallerSchema>;

/** Asks the application around us who makes a request; null where it knows nobody. */
export type Authenticate = (request: Request) => Promise<HostCaller | null> | HostCaller | null;

/** Name space of dealerships that are named by a host (RFC 9562, 5.5): any constant, but always the same. */
const nameSpace = 'b3c2a1f4-5d0e-4c57-9f0b-2f6a8d1e7c90';

/** Turns the host's word into a caller; the dealership is made known at its first request. */
export function createHostIdentity(database: Database, authenticate: Authenticate): (request: Request) => Promise<Caller | null> {
  const known = new Set<string>();
  return async (request) => {
    const answer = await authenticate(request);
    if (answer === null) return null;
    const parsed = hostCallerSchema.safeParse(answer);
    if (!parsed.success) {
      throw new ForecourtError('INVALID_INPUT', `The answer of authenticate() is wrong: ${z.prettifyError(parsed.error)}.`);
    }
    const { dealership, person, role, isOperator } = parsed.data;
    const dealershipId = uuidOfName(dealership.id, nameSpace);
    if (!known.has(dealershipId)) {
      await ensureDealership(database.orm, dealershipId, dealership.name);
      known.add(dealershipId);
    }
    return { kind: 'person', dealershipId, name: person.name, role, isOperator, scopes: scopesOf(role, { isOperator }) };
  };
}
