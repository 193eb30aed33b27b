import { createChain } from '../operations/chain.ts';
import { pureOperations } from '../operations/pure-table.ts';
import { defineResize } from '../operations/resize/resize.ts';
import { createPrepareSketch } from '../sketch/prepare.ts';
import { decodeInBrowser } from './decode.ts';
import { encodeInBrowser } from './encode.ts';
import { scaleInBrowser } from './scale.ts';

/** The same operations as in Node, by the same names, without anything native. */
export const operations = {
  ...pureOperations,
  resize: defineResize(async (source, widthPx, heightPx, kernel) => scaleInBrowser(source, widthPx, heightPx, kernel)),
} as const;

const chain = createChain(operations);

/** As in Node; see `@forecourt/sdk/imaging`. */
export const applyOperations = chain.apply;

/** As in Node, from what a page has pictures as. */
export const prepareSketch = createPrepareSketch({ decode: decodeInBrowser, encode: encodeInBrowser, apply: chain.apply });
