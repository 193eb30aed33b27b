import { type ErrorCode, errorCodes, type ForecourtError } from '@forecourt/errors';

/** What a failed try means for the call, for the provider, and for the money. */
export interface Verdict {
  /** Whether another provider is asked: `end` where it would only be asked the same wrong thing. */
  readonly next: 'go on' | 'end';
  /** Whether it speaks against the provider. */
  readonly blame: boolean;
  /** Whether surely nothing was made, so that nothing is paid. */
  readonly isFree: boolean;
}

const ends: Verdict = { next: 'end', blame: false, isFree: true };
/** This provider does not take it; another may. */
const elsewhere: Verdict = { next: 'go on', blame: false, isFree: true };
const down: Verdict = { next: 'go on', blame: true, isFree: true };
/** It broke on the way: what it cost nobody knows. */
const broke: Verdict = { next: 'go on', blame: true, isFree: false };

/** Codes that say more than whose fault they are. */
const verdicts: Readonly<Partial<Record<ErrorCode, Verdict>>> = {
  PROVIDER_UNAUTHENTICATED: down,
  PROVIDER_FORBIDDEN: down,
  PROVIDER_OUT_OF_CREDIT: down,
  PROVIDER_RATE_LIMITED: down,
  // Rules of one provider are much like those of the next: asking around for somebody who does it is not ours to decide. And some refuse what
  // they had already made, so it may have cost something.
  PROVIDER_REFUSED: { next: 'end', blame: false, isFree: false },
  PROVIDER_REJECTED: elsewhere,
  // Computers that are off, take no new work or have no room: there is nothing wrong with them, and whoever knows them asks when they are back.
  HOSTS_AWAY: elsewhere,
  HOST_DRAINING: elsewhere,
  HOST_BUSY: elsewhere,
  DISK_FULL: elsewhere,
  PARAMETER_UNSUPPORTED: elsewhere,
  OPERATION_UNSUPPORTED: elsewhere,
  MODEL_UNKNOWN: elsewhere,
  MODEL_RETIRED: elsewhere,
  MODEL_NOT_INSTALLED: down,
  MODEL_CORRUPT: down,
  MODEL_LICENCE_NOT_ACKNOWLEDGED: down,
  DEPENDENCY_MISSING: down,
  PRICE_UNKNOWN: elsewhere,
  NO_PROVIDER: elsewhere,
  BUDGET_EXCEEDED: elsewhere,
  ENGINE_CLOSED: down,
  // Limits of pictures differ from provider to provider.
  FILE_TOO_LARGE: elsewhere,
  TOO_MANY_PIXELS: elsewhere,
  TOO_SMALL: elsewhere,
  UNSUPPORTED_TYPE: elsewhere,
  DECODE_TIMEOUT: { next: 'go on', blame: true, isFree: true },
  ABORTED: broke,
  DEADLINE_EXCEEDED: broke,
};

/** What an error of a provider means. A table, and for all other codes whose fault they are. */
export function verdictOf({ code }: ForecourtError, refusedGoesOn: boolean): Verdict {
  if (code === 'PROVIDER_REFUSED' && refusedGoesOn) return { next: 'go on', blame: false, isFree: false };
  const known = verdicts[code];
  if (known) return known;
  const { fault } = errorCodes[code];
  return fault === 'caller' || fault === 'picture' ? ends : broke;
}

/** How long a provider asked to wait, if it did. */
export function waitOf({ details }: ForecourtError): number | undefined {
  const { retryAfterMs, retryAfterSeconds } = details ?? {};
  if (isLength(retryAfterMs)) return retryAfterMs;
  return isLength(retryAfterSeconds) ? retryAfterSeconds * 1000 : undefined;
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
