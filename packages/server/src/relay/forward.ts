import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { agentBase, type Road, type RoadRequest } from '@forecourt/sdk/remote';
import { toProblem } from '../problems/problem.ts';

/** Headers of one connection, which are no business of the next (RFC 9110, 7.6.1). */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'host',
  'te',
  'upgrade',
  'content-length',
]);
/** On an answer that is this process's own, since the line broke. */
export const lineDownHeader = 'forecourt-line-down';
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies RoadRequest['method'][];

/** Passes a request of another process on to the line that is held here, and its answer back: `/{hostId}/agent/v1/…`. */
export async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  request: (hostId: string, request: RoadRequest) => ReturnType<Road['request']>,
): Promise<void> {
  const [, hostId = '', path = ''] = /^\/([0-9a-f-]{36})(\/.*)$/.exec(incoming.url ?? '') ?? [];
  const method = methodOf(incoming.method);
  const left = new AbortController();
  outgoing.on('close', () => left.abort());
  incoming.on('error', () => left.abort());
  try {
    if (!path.startsWith(agentBase) || method === undefined) {
      outgoing.writeHead(404).end();
      return;
    }
    const length = incoming.headers['content-length'];
    const hasBody = length !== undefined ? length !== '0' : incoming.headers['transfer-encoding'] !== undefined;
    const answer = await request(hostId, {
      ...{ method, path, signal: left.signal },
      headers: { ...plain(incoming.headers), ...(length !== undefined && { 'content-length': length }) },
      ...(hasBody && { body: incoming }),
    });
    outgoing.writeHead(answer.status, { ...plain(answer.headers), ...lengthOf(answer.headers) });
    // What waits for its next line, as a stream of events does, has to have its head now.
    outgoing.flushHeaders();
    await pipeline(answer.body, outgoing);
  } catch (error) {
    if (left.signal.aborted) return;
    if (outgoing.headersSent) outgoing.destroy();
    else {
      const problem = toProblem(error, { instance: path });
      outgoing
        .writeHead(problem.status, { 'content-type': 'application/problem+json', [lineDownHeader]: 'yes' })
        .end(JSON.stringify(problem));
    }
  }
}

function methodOf(method: string | undefined): RoadRequest['method'] | undefined {
  return methods.find((each) => each === method);
}

function lengthOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'content-length'));
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !ofConnection.has(name) && !name.startsWith(':'));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
