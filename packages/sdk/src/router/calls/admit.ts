import { ForecourtError } from '@forecourt/errors';
import type { Candidate } from '../choice/candidate.ts';
import type { Admission, Attempt, BudgetState, Reservation, Slot, Soon } from '../parts.ts';
import type { CallParts } from './parts.ts';

/** Leave to make one try: of the breaker, of the budget, and of the limits. */
export interface Permit {
  readonly admission: Admission;
  readonly reservation: Reservation | undefined;
  readonly slot: Slot;
}

/** Why there is no leave. */
export interface Refused {
  readonly code: NonNullable<Attempt['code']>;
  readonly reason: string;
  /** After so long there may be. */
  readonly waitMs?: number;
}

/** Asks for leave to make one try. What was taken is given back where another part says no. Waits for nothing that is there at once. */
export async function admit({ target, offer, estimate, provider }: Candidate, scope: string, parts: CallParts): Promise<Permit | Refused> {
  let admission: Admission | undefined;
  let reservation: Reservation | undefined;
  try {
    const soonAdmitted = parts.breakers.admit(target);
    const admitted = soonAdmitted instanceof Promise ? await soonAdmitted : soonAdmitted;
    if ('until' in admitted) return { code: 'BREAKER_OPEN', reason: breakerReason(provider.name, admitted.until) };
    admission = admitted;

    // What costs nothing needs no budget: with the month's money spent, the engine of this machine still works.
    if (parts.budget && estimate.most > 0) {
      const soonReserved = parts.budget.reserve(scope, estimate.most);
      const reserved = soonReserved instanceof Promise ? await soonReserved : soonReserved;
      if ('refused' in reserved) {
        await giveBack({ admission }, parts);
        return { code: 'BUDGET_EXCEEDED', reason: budgetReason(reserved.refused, estimate.most) };
      }
      reservation = reserved;
    }

    const soonTaken = parts.limits.take(target, offer.limits);
    const taken = soonTaken instanceof Promise ? await soonTaken : soonTaken;
    if ('waitMs' in taken) {
      await giveBack({ admission, reservation }, parts);
      return { code: 'TOO_BUSY', reason: `${provider.name} takes no more calls just now.`, waitMs: taken.waitMs };
    }
    return { admission, reservation, slot: taken };
  } catch (error) {
    // Whoever cannot be asked has not said yes.
    await giveBack({ admission, reservation }, parts);
    const { code, message } = ForecourtError.from(error);
    return { code, reason: message };
  }
}

/** Gives back what was taken for a try that is not made. */
export async function giveBack(
  { admission, reservation, slot }: { readonly [Part in keyof Permit]?: Permit[Part] | undefined },
  parts: CallParts,
): Promise<void> {
  await keep(() => reservation?.release(), parts);
  await keep(() => slot?.release(), parts);
  await keep(() => admission?.report({ kind: 'neither' }), parts);
}

/** Does a step of bookkeeping whose failure must not become the call's. @returns a promise where it is not done at once */
export function keep(step: () => Soon<void>, { onTrouble }: Pick<CallParts, 'onTrouble'>): Promise<void> | undefined {
  try {
    const soon = step();
    return soon instanceof Promise ? soon.catch((error: unknown) => onTrouble(ForecourtError.from(error))) : undefined;
  } catch (error) {
    onTrouble(ForecourtError.from(error));
    return undefined;
  }
}

function breakerReason(provider: string, until: number): string {
  return Number.isFinite(until)
    ? `${provider} failed too often; it is left alone until ${new Date(until).toISOString()}.`
    : `${provider} was switched off.`;
}

function budgetReason({ period, limit, spent, reserved }: BudgetState, most: number): string {
  const left = Math.max(0, limit - spent - reserved);
  return `The budget of the ${period} has ${dollars(left)} left, and this may cost ${dollars(most)}.`;
}

function dollars(microdollars: number): string {
  return `$${(microdollars / 1e6).toFixed(microdollars % 10_000 === 0 ? 2 : 4)}`;
}
