import type { Offer, Used } from '../../contract/index.ts';
import { bookedCost, type PricedRequest } from '../price.ts';
import type { CallContext, CallFacts } from '../provider.ts';

/** What every call sends besides its body. A key for it is made where the caller gives none. */
export function headersOf({ idempotencyKey, correlationId, traceparent }: CallContext): Readonly<Record<string, string>> {
  return {
    'Idempotency-Key': idempotencyKey ?? crypto.randomUUID(),
    // By this name OpenAI's support finds a call that was never answered; it takes ASCII, 512 letters at most.
    ...(correlationId !== undefined && { 'X-Client-Request-Id': encodeURIComponent(correlationId).slice(0, 512) }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** What an answer cost, known before the answer is looked at: an error about what is in it says it as well. */
export function paidFor(offer: Offer, used: Used, priced: PricedRequest, requestId: string | null | undefined) {
  const { cost, isEstimate } = bookedCost(offer, used, priced);
  return { costUsd: cost / 1e6, isEstimate, ...(requestId && { requestId }) };
}

export function factsOf(
  { model }: Offer,
  provider: string,
  used: Used,
  { costUsd, isEstimate, requestId }: ReturnType<typeof paidFor>,
  startedMs: number,
): CallFacts {
  return {
    provider,
    model,
    costUsd,
    used,
    totalMs: performance.now() - startedMs,
    ...(requestId && { providerJobId: requestId }),
    warnings: isEstimate
      ? [{ code: 'COST_ESTIMATED', message: 'OpenAI did not say what it used: the most that it can cost is booked.' }]
      : [],
  };
}
