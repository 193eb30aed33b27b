import type { CallContext, Provider } from '../../providers/index.ts';
import type { PlannedRequest } from '../choice/plan.ts';

/** What every result says about itself. */
export interface Made {
  readonly provider: string;
  readonly model: string;
  readonly costUsd: number;
}

/** One operation with its request, so that all of them go the same way. */
export interface Task<Result extends Made> {
  readonly request: PlannedRequest;
  /** @returns undefined where the provider has no such operation */
  perform(provider: Provider, model: string, context: CallContext): Promise<Result> | undefined;
  /** Goes on with what the provider had accepted. @returns undefined where it cannot */
  resume(provider: Provider, model: string, providerJobId: string, context: CallContext): Promise<Result> | undefined;
  /** Whether the result is what was asked for, as far as its facts tell. @throws PROVIDER_ANSWER_INVALID */
  check(result: Result): void;
  /** How good it is, 0 to 100, where that is known. */
  score(result: Result): number | undefined;
}
