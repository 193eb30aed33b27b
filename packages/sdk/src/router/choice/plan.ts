import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import type { Offer, Operation } from '../../contract/index.ts';
import {
  type AskedFor,
  checkRequest,
  type Estimate,
  estimate,
  isRetired,
  type PricedRequest,
  type Provider,
  refusals,
  unknownPrice,
} from '../../providers/index.ts';
import type { Candidate, KnownOffer } from './candidate.ts';
import { type Choice, type OrderContext, order } from './order.ts';

/** What is to be done, as far as it says who can do it. */
export interface PlannedRequest extends AskedFor, Pick<PricedRequest, 'schema'> {
  readonly operation: Operation;
}

/** One offer and whether it would do this. */
export interface Plan {
  readonly provider: string;
  readonly offer: Offer;
  /** 0 is asked first; null for those who are not asked. */
  readonly place: number | null;
  /** Why it could not do this; null where it could, also if another model of its provider is asked. */
  readonly problem: ForecourtError | null;
  /** Null where the price is not known, or nothing bounds it. */
  readonly estimate: Estimate | null;
  /** By what its calls took lately. */
  readonly expectedMs: number;
}

/** An offer that is not asked. */
export interface Passed {
  readonly known: KnownOffer;
  readonly code: ErrorCode;
  /** Built when somebody wants to read it. */
  problem(): ForecourtError;
}

export interface Chosen {
  readonly candidates: readonly Candidate[];
  readonly passed: readonly Passed[];
}

export interface ChooseContext extends OrderContext {
  /** The only providers that may be asked. */
  readonly providers?: readonly string[] | undefined;
}

/**
 * Who is asked, in order, and who not and why: from offers, the request, and what was learnt. Where no model is named, each provider is
 * asked with the first of its models that can do this; nobody is asked for another operation than the one that is wanted.
 */
export function choose(known: readonly KnownOffer[], request: PlannedRequest, choice: Choice, context: ChooseContext): Chosen {
  const candidates: Candidate[] = [];
  const passed: Passed[] = [];
  for (const one of known) {
    if (!isAskedAbout(one, request, context.providers)) continue;
    if (request.model === undefined && candidates.some(({ provider }) => provider === one.provider)) continue;
    const judged = judge(one, request, context.now);
    if ('problem' in judged) passed.push(judged);
    else candidates.push(judged);
  }
  return {
    candidates: order(candidates, choice, context),
    passed: request.model === undefined ? onePerProvider(passed, candidates) : passed,
  };
}

/** Where no model was named, the first that still lives says why its provider is not asked; one that is asked needs no excuse. */
function onePerProvider(passed: readonly Passed[], candidates: readonly Candidate[]): readonly Passed[] {
  if (passed.length === 0) return passed;
  const excuses = new Map<Provider, Passed>();
  for (const one of passed) {
    const { provider } = one.known;
    const before = excuses.get(provider);
    if (before && (before.code !== 'MODEL_RETIRED' || one.code === 'MODEL_RETIRED')) continue;
    if (!candidates.some((candidate) => candidate.provider === provider)) excuses.set(provider, one);
  }
  return [...excuses.values()];
}

function isAskedAbout(
  { offer, provider }: KnownOffer,
  { operation, model }: PlannedRequest,
  providers: ChooseContext['providers'],
): boolean {
  if (offer.operation !== operation || (model !== undefined && model !== offer.model)) return false;
  return providers === undefined || providers.includes(provider.name);
}

function judge(known: KnownOffer, request: PlannedRequest, now: number): Candidate | Passed {
  const { offer, provider, target, history } = known;
  // The first is the cheap question; the second makes an error of the same, which only those pay who want to read it.
  const gone = isRetired(offer, now);
  if (gone || refusals(offer, request).length > 0) {
    const code = gone ? 'MODEL_RETIRED' : 'PARAMETER_UNSUPPORTED';
    return { known, code, problem: () => thrownBy(() => checkRequest(offer, request, now)) };
  }
  const estimated = estimate(offer, request);
  if (estimated === null) return { known, code: 'PRICE_UNKNOWN', problem: () => unknownPrice(offer) };
  return { provider, offer, target, history, estimate: estimated };
}

function thrownBy(check: () => void): ForecourtError {
  try {
    check();
  } catch (error) {
    return ForecourtError.from(error);
  }
  return new ForecourtError('INTERNAL', 'What was refused is not refused any more.');
}

/** The same for people: every offer that is asked about, those that are asked first. */
export function plan(known: readonly KnownOffer[], request: PlannedRequest, choice: Choice, context: ChooseContext): readonly Plan[] {
  const { candidates } = choose(known, request, choice, context);
  const plans = known
    .filter((one) => isAskedAbout(one, request, context.providers))
    .map((one): Plan => {
      const judged = judge(one, request, context.now);
      const place = candidates.findIndex(({ offer }) => offer === one.offer);
      return {
        provider: one.provider.name,
        offer: one.offer,
        place: place < 0 ? null : place,
        problem: 'problem' in judged ? judged.problem() : null,
        estimate: estimate(one.offer, request),
        expectedMs: one.history.expectedMs(context.now),
      };
    });
  const last = plans.length;
  return plans.sort((one, other) => (one.place ?? last) - (other.place ?? last));
}
