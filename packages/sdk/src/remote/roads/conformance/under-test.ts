import type { Road } from '../road.ts';
import type { RoadStage } from '../trouble.ts';
import type { FarEndNotes } from './far-end.ts';

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

/** Checks by their titles. */
export type Checks = Readonly<Record<string, (under: RoadUnderTest) => Promise<void>>>;
