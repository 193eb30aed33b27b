import { type Dispatcher, fetch as send } from 'undici';

/** Answers of these have no body (Fetch, 2.2.3). */
const withoutBody: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/**
 * `fetch` by a dispatcher. It takes and gives the platform's own classes: those of the package are others, and a form of the one is a plain
 * object to the other.
 */
export function webFetchBy(dispatcher: Dispatcher): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { url, method, redirect, signal } = request;
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
    const answer = await send(url, { method, redirect, signal, body, headers: [...request.headers], dispatcher });
    const { status, statusText } = answer;
    const headers = new Headers([...answer.headers]);
    if (withoutBody.has(status) || answer.body === null) return new Response(null, { status, statusText, headers });
    return new Response(streamOf(answer.body.getReader()), { status, statusText, headers });
  };
}

interface ByteReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array<ArrayBuffer> | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}

function streamOf(reader: ByteReader): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done || value === undefined) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
