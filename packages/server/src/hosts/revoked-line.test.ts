import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Database } from '../database/open.ts';
import { onBothColumns } from '../testing/columns.ts';
import { type HostsKit, startHosts } from './testing/kit.ts';

onBothColumns('the line of a host', (column) => {
  let database: Database;
  let kit: HostsKit;
  let server: WebSocketServer;
  beforeAll(async () => {
    database = await column.open();
    kit = await startHosts(database);
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await kit[Symbol.asyncDispose]();
    await database.close();
  });

  /** Both ends of a line that a host dials. */
  async function dial(): Promise<{ near: WebSocket; far: WebSocket }> {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const accepted = once(server, 'connection');
    const far = new WebSocket(`ws://127.0.0.1:${port}`);
    const [near]: WebSocket[] = await accepted;
    if (near === undefined) throw new TypeError('Nobody came.');
    return { near, far };
  }

  it('is cut when its host is revoked', async () => {
    const host = await kit.enrol();
    const { near, far } = await dial();
    await kit.hosts.hub.accept(host, near);
    expect(kit.hosts.hub.held()).toContain(host.id);
    const closed = once(far, 'close');
    await kit.hosts.administration.revoke(kit.caller, host.id);
    await closed;
    expect(kit.hosts.hub.held()).not.toContain(host.id);
  });

  it('is not held where the host was revoked between saying who it is and being heard', async () => {
    const host = await kit.enrol();
    const { near, far } = await dial();
    await kit.hosts.administration.revoke(kit.caller, host.id);
    const closed = once(far, 'close');
    await kit.hosts.hub.accept(host, near);
    await closed;
    expect(kit.hosts.hub.held()).not.toContain(host.id);
  });
});
