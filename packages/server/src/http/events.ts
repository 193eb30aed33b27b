import { ForecourtError } from '@forecourt/errors';
import type { Hono } from 'hono';
import { type Caller, type Identity, requireAccess } from '../identity/index.ts';
import type { StreamClock } from '../realtime/clock.ts';
import { countedStream, type StreamFigures } from '../realtime/counted-stream.ts';
import type { EventHub } from '../realtime/hub.ts';
import { serverSentEvents } from '../realtime/server-sent-events.ts';
import { eventStream, type StreamItem } from '../realtime/stream.ts';
import type { Environment } from './context.ts';

export interface EventParts {
  readonly identity: Pick<Identity, 'identify'>;
  readonly hub: EventHub;
  /** Fires when the server stops: streams end then. */
  readonly ending: AbortSignal;
  readonly clock?: StreamClock | undefined;
  readonly metrics: StreamFigures;
}

/** Mounts the event stream as Server-sent events; as WebSocket it comes through `upgrade`. */
export function mountEvents(app: Hono<Environment>, parts: EventParts): void {
  app.get('/api/v1/events', async (context) => {
    const { raw } = context.req;
    const caller = await parts.identity.identify(raw);
    requireEventAccess(caller);
    context.set('who', { dealershipId: caller.dealershipId, caller: caller.kind });
    if (raw.method === 'HEAD') return new Response(null, { headers: { 'Content-Type': 'text/event-stream' } });
    const after = context.req.query('after') ?? context.req.header('last-event-id') ?? null;
    const stream = openStream(parts, raw, caller, after, AbortSignal.any([raw.signal, parts.ending]));
    const counted = countedStream(stream, parts.metrics, 'sse');
    return await serverSentEvents(counted, (error) => context.get('log').info({ err: error }, 'an event stream ended'));
  });
}

/** Events show photos and vehicles: whoever may read those may follow. */
export function requireEventAccess(caller: Caller | null): asserts caller is Caller {
  requireAccess(caller, 'photos:read');
}

/** Opens the stream of the caller's dealership; it ends when the credentials of `request` are not good any more. */
export function openStream(
  parts: EventParts,
  request: Request,
  caller: Caller,
  after: string | null,
  signal: AbortSignal,
): AsyncGenerator<StreamItem, void, undefined> {
  if (parts.ending.aborted) throw new ForecourtError('SERVER_STOPPING', 'This server is stopping.', { details: { retryAfterSeconds: 2 } });
  const isAllowed = async () => {
    try {
      const now = await parts.identity.identify(request);
      return now !== null && now.dealershipId === caller.dealershipId;
    } catch (error) {
      if (ForecourtError.is(error) && error.status === 401) return false;
      throw error;
    }
  };
  return eventStream({ room: parts.hub.room(caller.dealershipId), after, isAllowed, signal, clock: parts.clock });
}
