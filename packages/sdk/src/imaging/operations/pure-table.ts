import { cleanBackground } from './clean-background/clean-background.ts';
import { contrast } from './contrast/contrast.ts';
import { crop } from './crop/crop.ts';
import { edges } from './edges/edges.ts';
import { flatten } from './flatten/flatten.ts';
import { lines } from './lines/lines.ts';
import { maskText } from './mask-text/mask-text.ts';
import type { Operation } from './operation.ts';
import { padToAspect } from './pad-to-aspect/pad-to-aspect.ts';
import { palette } from './palette/palette.ts';
import { trimToAlpha } from './trim-to-alpha/trim-to-alpha.ts';

/** The operations that leave a picture's size as it is. */
export const sizeKeepingOperations = {
  'clean-background': cleanBackground,
  contrast,
  edges,
  flatten,
  lines,
  'mask-text': maskText,
  palette,
} as const satisfies { readonly [Name in string]: Operation<Name> };

/** The operations that need nothing but JavaScript, in any runtime. */
export const pureOperations = {
  ...sizeKeepingOperations,
  crop,
  'pad-to-aspect': padToAspect,
  'trim-to-alpha': trimToAlpha,
} as const satisfies { readonly [Name in string]: Operation<Name> };
