import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ForecourtError } from '@forecourt/errors';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { createClient } from '../client/index.ts';
import type { ForecourtEvent } from '../contract/index.ts';
import { ForecourtProvider, useVehicles, VehiclePhotos } from './index.ts';
import { createResource, type Resource } from './resource.ts';

/** The far end: counts who asks. */
async function countingServer() {
  let requests = 0;
  const server = createServer((_, answer) => {
    requests++;
    answer.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  };
}

describe('React on a server', () => {
  it('renders what loads and asks nobody', async () => {
    await using server = await countingServer();
    const page = createElement(ForecourtProvider, { url: server.url, children: createElement(VehiclePhotos, { vehicleId: 'v' }) });
    const html = renderToString(page);
    expect(html).toContain('Loading photos…');
    expect(html).toContain('Choose photos');
    expect(html).toContain('aria-busy="true"');
    expect(server.requests()).toBe(0);
  });

  it('says what is missing around a hook', () => {
    const Lost = () => createElement('p', null, useVehicles().status);
    expect(() => renderToString(createElement(Lost))).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', hint: expect.stringContaining('ForecourtProvider') }),
    );
  });
});

describe('a resource', () => {
  const deleted = (id: string): ForecourtEvent => ({ type: 'vehicle.deleted', id: '1', at: '2026-01-01T00:00:00Z', data: { id } });
  const withoutDeleted = (ids: readonly string[], event: ForecourtEvent) =>
    event.type === 'vehicle.deleted' ? ids.filter((id) => id !== event.data.id) : ids;
  const client = createClient({ url: 'http://127.0.0.1:9' });
  /** A list of ids that is loaded as often as there are answers. */
  const idList = (...answers: Promise<readonly string[]>[]) =>
    createResource(
      { load: () => answers.shift() ?? Promise.reject(new TypeError('no more')), apply: withoutDeleted },
      () => client,
      () => undefined,
    );
  const changeOf = (resource: Resource<readonly string[]>) =>
    new Promise<void>((done) => {
      resource.subscribe(done);
    });

  it('does not lose what happens while it loads', async () => {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    const list = idList(promise);
    const change = changeOf(list);
    list.apply(deleted('b'));
    resolve(['a', 'b', 'c']);
    await change;
    expect(list.snapshot()).toEqual({ status: 'ready', data: ['a', 'c'], error: null });
  });

  it('keeps what was seen when it cannot be loaded again, and says why', async () => {
    const list = idList(Promise.resolve(['a']), Promise.reject(new ForecourtError('SERVER_UNREACHABLE', 'No connection.')));
    await changeOf(list);
    const change = changeOf(list);
    list.reload();
    await change;
    expect(list.snapshot()).toMatchObject({ status: 'failed', data: ['a'], error: { code: 'SERVER_UNREACHABLE' } });
  });
});
