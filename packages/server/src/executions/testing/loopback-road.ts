import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import type { Road } from '@forecourt/sdk/remote';

/** A road of the plainest kind: to an agent's own door on this machine. */
export function loopbackRoad(port: () => number): Road {
  const agent = new Agent({ keepAlive: true });
  const down = (stage: string, cause?: unknown) =>
    new ForecourtError('ROAD_DOWN', 'The agent does not answer.', { details: { stage }, cause });
  const close = async () => agent.destroy();
  return {
    kind: 'direct',
    address: '127.0.0.1',
    async request({ method, path, headers, body, signal }) {
      const sent = httpRequest({ agent, host: '127.0.0.1', port: port(), method, path, headers: { ...headers }, signal });
      if (body instanceof Readable) body.pipe(sent);
      else sent.end(body);
      try {
        const [answer]: IncomingMessage[] = await once(sent, 'response');
        if (answer === undefined) throw down('open');
        const named = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
        return { status: answer.statusCode ?? 0, headers: Object.fromEntries(named), body: answer };
      } catch (error) {
        if (signal?.aborted) throw ForecourtError.from(error);
        throw down('open', error);
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
