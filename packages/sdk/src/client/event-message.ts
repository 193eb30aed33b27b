import { ForecourtError } from '@forecourt/errors';
import { eventSchema, type ForecourtEvent } from '../contract/index.ts';

/** The server says something at least every 20 s; after three such spans of silence the connection is dead, whatever TCP thinks. */
export const silenceMs = 60_000;

/** Parses one message of the stream. An event of a newer server that this client does not know is passed over: null. */
export function parseEvent(text: string): ForecourtEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ForecourtError('ANSWER_INVALID', 'The event stream carried something that is not JSON.', { cause });
  }
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const isKnown = eventSchema.options.some((option) => option.shape.type.value === type);
  if (!isKnown && typeof type === 'string') return null;
  throw new ForecourtError('ANSWER_INVALID', 'The event stream carried an event of another shape than expected.', { cause: parsed.error });
}
