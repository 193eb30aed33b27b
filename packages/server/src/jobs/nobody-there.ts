import type { ErrorCode, ForecourtError } from '@forecourt/errors';
import { type Attempt, attemptsOf } from '@forecourt/sdk/router';

/** A provider was not asked, since it failed too often lately or has as much as it takes. */
const passedOver: readonly NonNullable<Attempt['code']>[] = ['BREAKER_OPEN', 'TOO_BUSY'];
/** A provider was asked, and nobody there has so much as looked at the photo. */
const away: readonly ErrorCode[] = ['HOSTS_AWAY', 'HOST_DRAINING', 'HOST_BUSY', 'DISK_FULL'];

/**
 * Whether a cutout failed only because nobody was there to make it, and somebody may be later: that says nothing about the photo. Whoever was
 * asked and failed at it is a try; so are providers that will never be asked, for want of money or since they were taken away.
 */
export function wasNobodyThere(error: ForecourtError): boolean {
  return error.retryable && areAllAway(attemptsOf(error));
}

/** Whether all who might have been asked were away. */
export function areAllAway(attempts: readonly Attempt[]): boolean {
  return attempts.length > 0 && attempts.every(isAway);
}

function isAway({ outcome, code }: Attempt): boolean {
  const codes: readonly Attempt['code'][] = outcome === 'skipped' ? passedOver : away;
  return codes.includes(code);
}
