import { scalePixels } from '../scale.ts';
import { inTurn } from '../turns.ts';
import type { Operation } from './operation.ts';
import { pureOperations } from './pure-table.ts';
import { defineResize } from './resize/resize.ts';

/** Every operation under its name. A new one is a folder beside this file and a line in `pure-table.ts`; a test compares the two. */
export const operations = {
  ...pureOperations,
  resize: defineResize((source, widthPx, heightPx, kernel, { signal }) =>
    inTurn(() => scalePixels(source, widthPx, heightPx, kernel), { signal }),
  ),
} as const satisfies { readonly [Name in string]: Operation<string> };

/** Name of an operation. */
export type OperationName = keyof typeof operations;
