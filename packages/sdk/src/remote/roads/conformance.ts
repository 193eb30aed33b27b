import { breakChecks } from './conformance/breaks.ts';
import { carryChecks } from './conformance/carries.ts';
import { expect } from './conformance/expect.ts';
import type { FarEndNotes } from './conformance/far-end.ts';
import { manyChecks } from './conformance/many.ts';
import type { Road } from './road.ts';
import type { RoadStage } from './trouble.ts';

export { createFarEnd, type FarEnd, type FarEndNotes } from './conformance/far-end.ts';

/** A road under test, what lies at its end, and how it can be broken. */
export interface RoadUnderTest extends AsyncDisposable {
  readonly road: Road;
  /** Of {@link createFarEnd}, which must answer at the other end. */
  readonly notes: FarEndNotes;
  /** Breaks every connection at once, as a network does. */
  cut(): void;
  /** Nothing gets through any more until this is disposed; resolves when that is so, and after disposing when it is well again. */
  down(): Promise<AsyncDisposable>;
  /** How far a request gets while it is down. */
  readonly stagesWhenDown: readonly RoadStage[];
}

/** One promise that a caller of any road may rely on, and the check that it holds. Runs under any test runner. */
export interface RoadCheck {
  readonly title: string;
  run(): Promise<void>;
}

export type Checks = Readonly<Record<string, (under: RoadUnderTest) => Promise<void>>>;

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
