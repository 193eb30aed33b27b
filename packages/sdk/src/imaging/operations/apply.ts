import { createChain, type StepOf } from './chain.ts';
import type { OperationContext, Picture } from './operation.ts';
import { operations } from './table.ts';

/** One step of a chain: the operation's name, and its options beside it. */
export type OperationStep = StepOf<typeof operations>;

const chain = createChain(operations);

/**
 * Runs a chain of operations over a picture. All steps are checked before the first one runs.
 *
 * @param steps Names and options, in order; at most 100.
 * @param context With a `cache`, steps that were run before on the same pixels are not run again.
 * @returns The last picture. The one given is never changed, and is returned itself where nothing was to do.
 * @throws ForecourtError `UNKNOWN_SETTING` for a name that does not exist (the hint lists those that do), `INVALID_INPUT` for wrong options,
 *   `ABORTED`
 * @example
 * const listing = await applyOperations(cutout, [
 *   { operation: 'trim-to-alpha', margin: 0.05 },
 *   { operation: 'resize', widthPx: 1600 },
 *   { operation: 'flatten', background: 'white' },
 * ]);
 */
export function applyOperations(picture: Picture, steps: readonly OperationStep[], context: OperationContext = {}): Promise<Picture> {
  return chain.apply(picture, steps, context);
}
