import type { RgbaPixels, RgbPixels } from '@forecourt/quality';
import type { z } from 'zod';
import { parseOptions } from '../options.ts';

/** What operations take and give: a photo, or a cutout. */
export type Picture = RgbPixels | RgbaPixels;

/** Keeps what operations made, by the content that they were given and the steps. In memory, or wherever you like. */
export interface OperationCache {
  get(key: string): Promise<Picture | undefined> | Picture | undefined;
  /** The picture is shared with whoever asks for it later: nobody may change its pixels. */
  set(key: string, picture: Picture): Promise<void> | void;
}

/** What an operation gets besides picture and options. */
export interface OperationContext {
  readonly signal?: AbortSignal | undefined;
  /** Where results are kept by content; see `createOperationCache`. */
  readonly cache?: OperationCache | undefined;
}

/** An operation as its folder writes it. */
export interface OperationDefinition<Name extends string, Schema extends z.ZodObject> {
  /** The name of its folder, and of the step in a chain. */
  readonly name: Name;
  /** A strict schema: unknown options are errors, and each default stands here. */
  readonly schema: Schema;
  /** Gives a new picture, or the same one where there is nothing to do. Never changes the pixels it was given. */
  apply(picture: Picture, options: z.output<Schema>, context: OperationContext): Promise<Picture> | Picture;
}

/** An operation as a chain uses it. */
export interface Operation<Name extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly name: Name;
  readonly schema: Schema;
  /**
   * Checks options at once and gives what applies them later, so that a chain is checked to its end before it begins.
   *
   * @throws ForecourtError `INVALID_INPUT`
   */
  prepare(options: unknown): {
    /** The options with every default filled in. */
    readonly options: unknown;
    apply(picture: Picture, context: OperationContext): Promise<Picture>;
  };
}

/**
 * Makes an operation of a name, a schema and a function.
 *
 * @example
 * export const mirror = defineOperation({
 *   name: 'mirror',
 *   schema: z.strictObject({ axis: z.enum(['horizontal', 'vertical']).default('horizontal') }),
 *   apply: (picture, { axis }) => flip(picture, axis),
 * });
 */
export function defineOperation<const Name extends string, Schema extends z.ZodObject>(
  definition: OperationDefinition<Name, Schema>,
): Operation<Name, Schema> {
  const { name, schema } = definition;
  return {
    name,
    schema,
    prepare(options) {
      const parsed = parseOptions(schema, options, `the operation ${name}`);
      return { options: parsed, apply: async (picture, context) => definition.apply(picture, parsed, context) };
    },
  };
}
