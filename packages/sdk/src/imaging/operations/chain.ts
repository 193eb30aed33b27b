import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { z } from 'zod';
import { parseOptions } from '../options.ts';
import { cacheKeys } from './cache.ts';
import type { Operation, OperationContext, Picture } from './operation.ts';

/** A table of operations under their names. */
export type OperationTable = { readonly [Name in string]: Operation<Name> };

/** One step of a chain: the operation's name, and its options beside it. */
export type StepOf<Table extends OperationTable> = {
  [Name in keyof Table & string]: { readonly operation: Name } & z.input<Table[Name]['schema']>;
}[keyof Table & string];

/** A chain over a table of operations. */
export interface Chain<Table extends OperationTable> {
  readonly operations: Table;
  /** Checks steps without running them. @throws ForecourtError as {@link Chain.apply} */
  check(steps: readonly StepOf<Table>[]): void;
  /**
   * Runs steps in order. All are checked before the first one runs; with a `cache`, those that were run before on the same pixels are not run again.
   *
   * @throws ForecourtError `UNKNOWN_SETTING`, `INVALID_INPUT`, `ABORTED`
   */
  apply(picture: Picture, steps: readonly StepOf<Table>[], context?: OperationContext): Promise<Picture>;
}

const stepsSchema = z.array(z.looseObject({ operation: z.string() })).max(100);

interface Prepared {
  readonly name: string;
  /** With every default filled in: what a cache knows the step by. */
  readonly options: unknown;
  apply(picture: Picture, context: OperationContext): Promise<Picture>;
}

/**
 * Makes a chain of a table of operations: ours and your own.
 *
 * @example
 * const chain = createChain({ ...operations, mirror });
 * const turned = await chain.apply(photo, [{ operation: 'resize', widthPx: 800 }, { operation: 'mirror' }]);
 */
export function createChain<const Table extends OperationTable>(table: Table): Chain<Table> {
  const prepare = (steps: readonly StepOf<Table>[]): Prepared[] =>
    parseOptions(stepsSchema, steps, 'a chain of operations').map(({ operation, ...options }, index) => {
      const { apply, options: parsed } = known(table, operation, index).prepare(options);
      return { name: operation, options: parsed, apply };
    });
  return {
    operations: table,
    check: (steps) => void prepare(steps),
    async apply(picture, steps, context = {}) {
      const prepared = prepare(steps);
      const { cache } = context;
      throwIfAborted(context.signal);
      if (!cache || prepared.length === 0) return run(picture, prepared, context);
      const keys = await cacheKeys(picture, prepared);
      for (let done = keys.length; done > 0; done--) {
        const found = await cache.get(keys[done - 1] ?? '');
        if (found) return run(found, prepared.slice(done), context, keys.slice(done));
      }
      return run(picture, prepared, context, keys);
    },
  };
}

async function run(
  picture: Picture,
  steps: readonly Prepared[],
  context: OperationContext,
  keys: readonly string[] = [],
): Promise<Picture> {
  let current = picture;
  for (const [index, step] of steps.entries()) {
    // Each step may take all of a core for a while: others get their turn in between, and an abort is heard.
    if (index > 0) await pause();
    throwIfAborted(context.signal);
    current = await step.apply(current, context);
    const key = keys[index];
    if (key !== undefined) await context.cache?.set(key, current);
  }
  return current;
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    // Browsers have no setImmediate.
    if ('setImmediate' in globalThis) setImmediate(resolve);
    else setTimeout(resolve);
  });
}

function known(table: OperationTable, name: string, index: number): Operation {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found) return found;
  const names = Object.keys(table).sort((one, other) => one.localeCompare(other));
  throw new ForecourtError('UNKNOWN_SETTING', `Step ${index + 1} names the operation "${name}", which does not exist.`, {
    hint: `Known operations: ${names.join(', ')}.`,
    details: { known: names },
  });
}
