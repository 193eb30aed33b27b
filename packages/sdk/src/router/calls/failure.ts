import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import type { Operation } from '../../contract/index.ts';
import type { Passed, PlannedRequest } from '../choice/plan.ts';
import type { Attempt } from '../parts.ts';

/** Whom a failed call was asked of, in order, and whom not and why. Empty for an error that is none of a router's. */
export function attemptsOf(error: unknown): readonly Attempt[] {
  const attempts = ForecourtError.is(error) ? error.details?.attempts : undefined;
  return Array.isArray(attempts) ? attempts : [];
}

/** The same error, and what was tried before it. What it all cost is in `details.costUsd`, so that a router in front of this one books it. */
export function withAttempts(error: ForecourtError, attempts: readonly Attempt[]): ForecourtError {
  const { code, message, hint, details } = error;
  return new ForecourtError(code, message, { hint, details: { ...details, ...whatHappened(attempts) }, cause: error });
}

function whatHappened(attempts: readonly Attempt[]): { attempts: readonly Attempt[]; costUsd: number } {
  return { attempts, costUsd: attempts.reduce((sum, { cost }) => sum + cost, 0) / 1e6 };
}

interface WhoIsThere {
  readonly silent: readonly { readonly error: ForecourtError }[];
  readonly isOffered: boolean;
}

/** Nobody could be asked, since nobody can do this. */
export function nobodyCan(
  { operation, model }: PlannedRequest,
  passed: readonly Passed[],
  { silent, isOffered }: WhoIsThere,
): ForecourtError {
  const problems = passed.map((one) => ({ provider: one.known.provider.name, model: one.known.offer.model, problem: one.problem() }));
  const [first] = problems;
  if (!first) {
    const [mute] = silent;
    if (mute) return mute.error;
    return isOffered && model !== undefined
      ? new ForecourtError('MODEL_UNKNOWN', `No provider has a model ${model} for ${operation}.`, {
          hint: 'Choose one of the models that the providers list.',
          details: { operation, model },
        })
      : new ForecourtError('NO_PROVIDER', `No provider offers ${operation}.`, { details: { operation } });
  }
  if (problems.length === 1) return first.problem;
  // What can be mended in the request comes first: a retired model among others is not what stands in the way.
  const leading = problems.find(({ problem }) => problem.code === 'PARAMETER_UNSUPPORTED') ?? first;
  const text = problems.map(({ provider, problem }) => `${provider}: ${problem.message}`).join(' ');
  return new ForecourtError(leading.problem.code, `Nobody can do this. ${text}`, {
    details: {
      operation,
      refused: problems.map(({ provider, model: name, problem }) => ({ provider, model: name, code: problem.code, ...problem.details })),
    },
  });
}

/** A try that ended with an error. */
export interface Failed {
  readonly attempt: Attempt;
  readonly error: ForecourtError;
  /** It is the request that was not taken. */
  readonly isAboutRequest: boolean;
}

const skipsOfBudget: readonly (ErrorCode | string | null)[] = ['BUDGET_EXCEEDED'];

/** Everybody who could be asked failed or was passed over. */
export function everybodyFailed(operation: Operation, failed: readonly Failed[], attempts: readonly Attempt[]): ForecourtError {
  const [first] = failed;
  if (!first) return nobodyWasAsked(operation, attempts);
  const providers = new Set(failed.map(({ attempt }) => attempt.provider));
  // One provider's own words say more than that all failed. Where all say that the request is wrong, the preferred one's do.
  if (providers.size === 1) return withAttempts((failed.at(-1) ?? first).error, attempts);
  if (failed.every(({ isAboutRequest }) => isAboutRequest)) return withAttempts(first.error, attempts);
  const text = failed.map(({ attempt, error }) => `${attempt.provider}: ${error.code}`).join(', ');
  return new ForecourtError('PROVIDERS_FAILED', `Every provider that can do ${operation} failed (${text}).`, {
    details: { operation, ...whatHappened(attempts) },
    cause: first.error,
  });
}

function nobodyWasAsked(operation: Operation, attempts: readonly Attempt[]): ForecourtError {
  const skipped = attempts.filter(({ outcome }) => outcome === 'skipped');
  const details = { operation, ...whatHappened(attempts) };
  const overBudget = skipped.find(({ code }) => skipsOfBudget.includes(code));
  if (overBudget) return new ForecourtError('BUDGET_EXCEEDED', overBudget.reason ?? 'The budget does not allow this.', { details });
  const text = skipped.map(({ provider, reason }) => `${provider}: ${reason}`).join(' ');
  return new ForecourtError('PROVIDERS_FAILED', `No provider can be asked for ${operation} just now. ${text}`, { details });
}
