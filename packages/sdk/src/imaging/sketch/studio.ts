import type { OperationContext, Picture } from '../operations/operation.ts';
import type { ImageWarning } from '../warnings.ts';
import type { SketchStep } from './presets.ts';

/** File types that a sketch is sent as. */
export type SketchFormat = 'png' | 'webp' | 'jpeg';

/** What differs between Node and a browser. */
export interface Studio<Input, ReadOptions extends { readonly signal?: AbortSignal | undefined }> {
  decode(input: Input, options: ReadOptions): Promise<{ readonly pixels: Picture; readonly warnings: readonly ImageWarning[] }>;
  /** `quality` 1 to 100 where the format loses any. */
  encode(picture: Picture, format: SketchFormat, quality: number, signal: AbortSignal | undefined): Promise<Uint8Array>;
  apply(picture: Picture, steps: readonly SketchStep[], context: OperationContext): Promise<Picture>;
}
