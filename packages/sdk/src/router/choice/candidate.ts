import type { Offer } from '../../contract/index.ts';
import type { Estimate, Provider } from '../../providers/index.ts';
import type { Target } from '../parts.ts';
import type { History } from './history.ts';

/** An offer of one of the router's providers, with what was learnt of it. */
export interface KnownOffer {
  readonly provider: Provider;
  readonly offer: Offer;
  readonly target: Target;
  readonly history: History;
}

/** An offer that can do what is asked for. */
export interface Candidate extends KnownOffer {
  readonly estimate: Estimate;
}
