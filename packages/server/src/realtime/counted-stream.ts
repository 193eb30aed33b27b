import type { StreamItem } from './stream.ts';

/** Where the number of open streams is kept. */
export interface StreamFigures {
  change(key: 'eventStreams', labels: { readonly transport: string }, by: number): void;
}

/** The same stream, counted for as long as somebody reads it. */
export async function* countedStream(
  stream: AsyncGenerator<StreamItem, void, undefined>,
  figures: StreamFigures,
  transport: 'sse' | 'websocket',
): AsyncGenerator<StreamItem, void, undefined> {
  figures.change('eventStreams', { transport }, 1);
  try {
    yield* stream;
  } finally {
    figures.change('eventStreams', { transport }, -1);
  }
}
