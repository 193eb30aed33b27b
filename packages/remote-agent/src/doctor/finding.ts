import { ForecourtError } from '@forecourt/errors';
import type { CheckResult } from '@forecourt/sdk/contract';

/** What one look found. */
export interface Finding {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly message: string;
  /** What to do, where something is wrong. */
  readonly hint?: string | undefined;
}

/** One part of an agent to look at. */
export interface Check {
  /** Never renamed. */
  readonly name: string;
  readonly title: string;
  /** Names of checks without which this one cannot be made. */
  readonly needs?: readonly string[];
  look(signal: AbortSignal): Promise<Finding>;
}

/** Longer than a cold start of the engine on a slow disk. */
const longestMs = 60_000;

/** Looks at each part in its order. What throws has failed with its words; what needs a part that failed is skipped. */
export async function lookAt(checks: readonly Check[], signal: AbortSignal = new AbortController().signal): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const { name, title, needs = [] } = check;
    const lacking = results.find((result) => needs.includes(result.name) && (result.state === 'failed' || result.state === 'skipped'));
    if (lacking !== undefined) {
      results.push({ name, title, state: 'skipped', message: `Not looked at: ${lacking.title} comes first.`, hint: null, durationMs: 0 });
      continue;
    }
    const started = performance.now();
    const { state, message, hint = null } = await within(check, signal);
    results.push({ name, title, state, message, hint: state === 'ok' ? null : hint, durationMs: Math.round(performance.now() - started) });
  }
  return results;
}

async function within(check: Check, signal: AbortSignal): Promise<Finding> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  try {
    return await check.look(limited);
  } catch (error) {
    const { message, hint } = ForecourtError.from(error, 'INTERNAL');
    return { state: 'failed', message, hint };
  }
}
