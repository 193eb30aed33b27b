import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';

/** Uploads read from Node's own stream where there is one: web streams cost them a third of their speed. */
const incomingKey = Symbol.for('forecourt.incoming');

export type FetchWithBindings = (request: Request, bindings: Partial<HttpBindings>) => Promise<Response>;

/**
 * Makes a listener for `node:http` of a fetch function. Bodies stream both ways, and the request's signal fires when the client is gone.
 */
export function createListener(fetch: FetchWithBindings): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  return getRequestListener(
    (request, bindings) => {
      if (!('incoming' in bindings) || !('socket' in bindings.incoming)) return fetch(request, {});
      Object.defineProperty(request, incomingKey, { value: bindings.incoming });
      return fetch(request, bindings as HttpBindings);
    },
    {
      // The embedding process, such as Next, has its own ideas about Request and Response.
      overrideGlobalObjects: false,
    },
  );
}
