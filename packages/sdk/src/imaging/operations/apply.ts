import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { z } from 'zod';
import { parseOptions } from '../options.ts';
import type { OperationContext, Picture } from './operation.ts';
import { type OperationName, operations } from './table.ts';

/** One step of a chain: the operation's name, and its options beside it. */
export type OperationStep = {
  [Name in OperationName]: { readonly operation: Name } & z.input<(typeof operations)[Name]['schema']>;
}[OperationName];

const stepsSchema = z.array(z.looseObject({ operation: z.string() })).max(100);

/**
 * Runs a chain of operations over a picture. All steps are checked before the first one runs.
 *
 * @param steps Names and options, in order; at most 100.
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
export async function applyOperations(picture: Picture, steps: readonly OperationStep[], context: OperationContext = {}): Promise<Picture> {
  const prepared = parseOptions(stepsSchema, steps, 'a chain of operations').map(({ operation, ...options }, index) =>
    known(operation, index).prepare(options),
  );
  let current = picture;
  for (const apply of prepared) {
    throwIfAborted(context.signal);
    current = await apply(current, context);
  }
  return current;
}

function known(name: string, index: number): (typeof operations)[OperationName] {
  if (isKnown(name)) return operations[name];
  const names = Object.keys(operations);
  throw new ForecourtError('UNKNOWN_SETTING', `Step ${index + 1} names the operation "${name}", which does not exist.`, {
    hint: `Known operations: ${names.join(', ')}.`,
    details: { known: names },
  });
}

function isKnown(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
