import { eventSchema } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { correlationHeader, problemResponses } from './problem-responses.ts';
import { type Registry, security } from './registry.ts';

/** Describes the stream of events. */
export function describeEvents(registry: Registry): void {
  registry.registerPath({
    method: 'get',
    path: '/events',
    operationId: 'followEvents',
    tags: ['Events'],
    summary: 'What happens in the dealership, as it happens.',
    description:
      'With `Accept: text/event-stream` as Server-sent events, with `Upgrade: websocket` as messages of a WebSocket, each one JSON of an `Event`. ' +
      'The first is `stream.opened`; then comes what happened after the cursor, then what happens. Events are kept for a week: `stream.reset` ' +
      'says that the cursor is older, so everything has to be fetched anew. At least every 20 seconds there is a sign of life: a comment, or an ' +
      'empty message. Close codes of the WebSocket: 1001 the server stops, 1013 the reader was too slow or the database is away (come again with ' +
      'the last cursor), 4400 the cursor is none, 4401 the session or key has ended. For API keys with the scope `photos:read`.',
    security,
    request: {
      query: z.object({
        after: z.string().max(100).optional().meta({ description: '`id` of the last event that you have; from now on where left out.' }),
      }),
      headers: z.object({
        'Last-Event-ID': z.string().max(100).optional().meta({ description: 'The same as `after`, as an EventSource sends it.' }),
      }),
    },
    responses: {
      '200': {
        description: 'The stream.',
        headers: correlationHeader,
        content: { 'text/event-stream': { schema: eventSchema } },
      },
      '101': { description: 'The connection goes on as a WebSocket.' },
      ...problemResponses([
        'INVALID_INPUT',
        'UNAUTHENTICATED',
        'KEY_REVOKED',
        'FORBIDDEN',
        'DATABASE_UNAVAILABLE',
        'SERVER_STOPPING',
        'INTERNAL',
      ]),
    },
  });
}
