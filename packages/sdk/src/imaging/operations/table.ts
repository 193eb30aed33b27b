import { crop } from './crop/crop.ts';
import { flatten } from './flatten/flatten.ts';
import type { Operation } from './operation.ts';
import { resize } from './resize/resize.ts';
import { trimToAlpha } from './trim-to-alpha/trim-to-alpha.ts';

/** Every operation under its name. A new one is a folder beside this file and a line here; a test compares the two. */
export const operations = {
  crop,
  flatten,
  resize,
  'trim-to-alpha': trimToAlpha,
} as const satisfies { readonly [Name in string]: Operation<string> };

/** Name of an operation. */
export type OperationName = keyof typeof operations;
