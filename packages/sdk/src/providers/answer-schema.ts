import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';

/** The shape of an answer as JSON Schema, for services that take one. */
export interface AnswerSchema {
  readonly schema: Readonly<Record<string, unknown>>;
  /**
   * Whether a service can hold its model to it: every property is required and no others are allowed. Where not, it is only told, and what
   * comes back is checked by the schema itself either way.
   */
  readonly isStrict: boolean;
}

/**
 * Turns the shape of an answer into JSON Schema: what the model has to write, before any transforms.
 *
 * @throws INVALID_INPUT for a shape that is no object or that JSON cannot say
 */
export function answerSchema(schema: z.ZodType): AnswerSchema {
  const made = cached.get(schema) ?? make(schema);
  cached.set(schema, made);
  return made;
}

/** Asked for once for the price and once for the call. */
const cached = new WeakMap<z.ZodType, AnswerSchema>();

function make(schema: z.ZodType): AnswerSchema {
  const state = { isStrict: true };
  const whole = closed(toJson(schema), state);
  if (!isRecord(whole) || whole.type !== 'object') {
    throw new ForecourtError('INVALID_INPUT', 'The shape of an answer has to be an object.', { hint: 'Wrap it: z.object({ value: … }).' });
  }
  const { $schema, ...rest } = whole;
  return { schema: rest, isStrict: state.isStrict };
}

function toJson(schema: z.ZodType): unknown {
  try {
    return z.toJSONSchema(schema, { io: 'input' });
  } catch (cause) {
    throw ForecourtError.from(cause, 'INVALID_INPUT', 'The shape of an answer cannot be said as JSON Schema');
  }
}

/** Objects get no properties but their own; what strict services refuse is noted. */
function closed(value: unknown, state: { isStrict: boolean }): unknown {
  if (Array.isArray(value)) return value.map((item) => closed(item, state));
  if (!isRecord(value)) return value;
  const whole = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closed(inner, state)]));
  if (whole.type !== 'object' || !isRecord(whole.properties)) {
    if (whole.type === 'object' || ('default' in whole && 'type' in whole)) state.isStrict = false;
    return whole;
  }
  const required = Array.isArray(whole.required) ? whole.required : [];
  if (required.length !== Object.keys(whole.properties).length || isRecord(whole.additionalProperties)) state.isStrict = false;
  return isRecord(whole.additionalProperties) ? whole : { ...whole, additionalProperties: false };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
