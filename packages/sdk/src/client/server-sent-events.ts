import { ForecourtError } from '@forecourt/errors';
import type { ForecourtEvent } from '../contract/index.ts';
import type { Connection } from './connection.ts';
import { parseEvent, silenceMs } from './event-message.ts';
import { problemError } from './problems.ts';

/** The event stream over plain HTTP (WHATWG HTML, 9.2 Server-sent events), by fetch since an EventSource sends no key. */
export async function* openServerSentEvents(
  connection: Connection,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<ForecourtEvent, void, undefined> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const url = new URL(`${connection.url}/events`);
    if (after !== undefined) url.searchParams.set('after', after);
    const response = await connection
      .fetch(url, {
        headers: { ...(await connection.headers()), Accept: 'text/event-stream' },
        credentials: connection.credentials,
        cache: 'no-store',
        signal: AbortSignal.any([signal, silence.signal]),
      })
      .catch((cause: unknown) => {
        throw new ForecourtError('SERVER_UNREACHABLE', `No connection to ${url}.`, { cause });
      });
    if (!response.ok) throw problemError(response, await response.json().catch(() => undefined));
    if (!response.body) throw new ForecourtError('ANSWER_INVALID', `${url} answered no stream.`);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    try {
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
        const blocks = (rest + value).split(/\r?\n\r?\n/);
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const event = eventOf(block);
          if (event) yield event;
        }
      }
    } finally {
      // Leaving the loop early must not leave the connection open; that it may be broken already is no news here.
      await reader.cancel().catch(() => undefined);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** One block of lines; comments (heartbeats) and fields that carry nothing for us give null. */
function eventOf(block: string): ForecourtEvent | null {
  const data = block
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).replace(/^ /, ''));
  return data.length > 0 ? parseEvent(data.join('\n')) : null;
}
