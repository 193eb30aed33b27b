import { ForecourtError } from '@forecourt/errors';
import { type HostJobEvent, hostJobEventSchema } from '../../contract/index.ts';

/** One event with the report of a picture is some 100 KB. What is longer than this never ends. */
const longestEvent = 4_000_000;

/** Events out of a stream of them (WHATWG HTML, 9.2 Server-sent events). Comments, which only say that the line lives, give nothing. */
export async function* eventsOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<HostJobEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    if (rest.length > longestEvent) throw new ForecourtError('ANSWER_INVALID', 'The host told an event of a job that does not end.');
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
}

function eventOf(block: string): HostJobEvent | null {
  const data = block
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).replace(/^ /, ''));
  if (data.length === 0) return null;
  try {
    return hostJobEventSchema.parse(JSON.parse(data.join('\n')));
  } catch (cause) {
    throw new ForecourtError('ANSWER_INVALID', 'The host told an event of a job that is none.', { cause });
  }
}
