import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import type { RoadStage } from '../trouble.ts';

/** @throws with the sentence that does not hold. */
export function expect(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(`Expected that ${sentence}.`);
}

export interface Refusal {
  readonly code: ErrorCode;
  /** One of these. */
  readonly stages?: readonly RoadStage[] | undefined;
}

/** Waits until something fails as it should. */
export async function rejects(work: Promise<unknown>, { code, stages }: Refusal): Promise<ForecourtError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(ForecourtError.is(error), `it fails with ${code}, not with ${error}`);
  expect(error.code === code, `it fails with ${code}, not with ${error.code}: ${error.message}`);
  const stage = error.details?.stage;
  expect(stages === undefined || stages.some((one) => one === stage), `it failed at ${stages?.join(' or ')}, not at ${stage}`);
  return error;
}
