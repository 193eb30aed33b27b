import type { StreamItem } from './stream.ts';

/**
 * Sends a stream as Server-sent events (WHATWG HTML, 9.2). The first item is fetched before the answer, so that its failure is one;
 * a later failure can only end the answer, and is told to `onError`. The reader comes again and is told why then.
 */
export async function serverSentEvents(
  stream: AsyncGenerator<StreamItem, void, undefined>,
  onError: (error: unknown) => void,
): Promise<Response> {
  const first = await stream.next();
  let isFirst = true;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = isFirst ? first : await stream.next();
          isFirst = false;
          if (done) controller.close();
          else controller.enqueue(encoder.encode(textOf(value)));
        } catch (error) {
          onError(error);
          controller.close();
        }
      },
      async cancel() {
        await stream.return();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies of the nginx kind hold back what they may; here every line is waited for.
      'X-Accel-Buffering': 'no',
    },
  });
}

function textOf(item: StreamItem): string {
  if (item === null) return ': still here\n\n';
  const id = 'id' in item ? `id: ${item.id}\n` : '';
  return `${id}data: ${JSON.stringify(item)}\n\n`;
}
