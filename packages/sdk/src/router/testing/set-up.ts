import { ForecourtError } from '@forecourt/errors';
import { expect } from 'vitest';
import { createMemoryLedger, createRouter, type RouterOptions } from '../index.ts';
import { createFarEnd, type FarEndOptions, type Step } from './far-end.ts';
import { createVirtualClock } from './virtual-clock.ts';

export const scene = { prompt: 'a red car on a mountain road' };

type Failing = Extract<Step, { kind: 'fail' }>;

/** A step that fails, costs nothing and says so, unless it is said otherwise. */
export const fails = (code: Failing['code'], more: Partial<Failing> = {}): Step => ({
  kind: 'fail',
  ms: 10,
  code,
  charges: false,
  tells: true,
  ...more,
});

/** Far ends of these names and scripts behind a router, in a time of their own. */
export function setUp(ends: readonly Omit<FarEndOptions, 'clock'>[], options: Partial<RouterOptions> = {}) {
  const clock = createVirtualClock();
  const farEnds = ends.map((end) => createFarEnd({ ...end, clock }));
  const ledger = createMemoryLedger();
  const router = createRouter({ providers: farEnds.map(({ provider }) => provider), ledger, clock, random: () => 1, ...options });
  return { clock, farEnds, router, ledger };
}

/** The error that something fails with. */
export const caught = (promise: Promise<unknown>): Promise<ForecourtError> =>
  promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => ForecourtError.from(error),
  );

export const inShort = (attempts: readonly { readonly provider: string; readonly outcome: string; readonly code: string | null }[]) =>
  attempts.map(({ provider, outcome, code }) => `${provider} ${outcome}${code === null ? '' : ` ${code}`}`);
