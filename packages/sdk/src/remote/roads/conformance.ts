import { breakChecks } from './conformance/breaks.ts';
import { carryChecks } from './conformance/carries.ts';
import { expect } from './conformance/expect.ts';
import { manyChecks } from './conformance/many.ts';
import type { Checks, RoadUnderTest } from './conformance/under-test.ts';

export { createFarEnd, type FarEnd } from './conformance/far-end.ts';
export type { RoadUnderTest } from './conformance/under-test.ts';

/** One promise that a caller of any road may rely on, and the check that it holds. Runs under any test runner. */
export interface RoadCheck {
  readonly title: string;
  run(): Promise<void>;
}

/**
 * The promises of the Road interface as checks, for every road that there is.
 *
 * @example
 * for (const check of roadConformance({ open: () => openMyRoad() })) it(check.title, check.run);
 */
export function roadConformance({ open }: { readonly open: () => Promise<RoadUnderTest> }): readonly RoadCheck[] {
  const checks: Checks = { ...carryChecks, ...manyChecks, ...breakChecks };
  return Object.entries(checks).map(([title, check]) => ({
    title,
    async run() {
      await using under = await open();
      expect(under.road.kind.length > 0, 'a road says of what kind it is');
      await check(under);
    },
  }));
}
