import { once } from 'node:events';
import { generateHostKey } from '@forecourt/sdk/remote';
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
    await kit.hosts.hub.accept({ ...host, publicKey: host.key.publicKey }, near);
    expect(kit.hosts.hub.held()).toContain(host.id);
    const closed = once(far, 'close');
    await kit.hosts.administration.revoke(kit.caller, host.id);
    await closed;
    expect(kit.hosts.hub.held()).not.toContain(host.id);
  });

  it('ends when the key ended that it was dialled with, and not before, so that it is dialled with the new one', async () => {
    const host = await kit.enrol();
    const next = await generateHostKey();
    const known = await kit.hosts.identify(await host.sign('/relay', 'GET'));
    const { near, far } = await dial();
    await kit.hosts.hub.accept(known, near);
    await kit.hosts.rotateKey(await host.sign('/rotate'), next.publicKey);
    kit.advance(23 * 3_600_000);
    await kit.hosts.hub.renew();
    expect([kit.hosts.hub.held().includes(host.id), far.readyState]).toEqual([true, WebSocket.OPEN]);
    kit.advance(3_600_000);
    const closed = once(far, 'close');
    await kit.hosts.hub.renew();
    await closed;
    expect(kit.hosts.hub.held()).not.toContain(host.id);
    await expect(kit.hosts.identify(await host.sign('/relay', 'GET'))).rejects.toMatchObject({ code: 'HOST_TOKEN_INVALID' });
    const again = await dial();
    await kit.hosts.hub.accept(await kit.hosts.identify(await host.sign('/relay', 'GET', next)), again.near);
    kit.advance(90 * 24 * 3_600_000);
    await kit.hosts.hub.renew();
    expect([kit.hosts.hub.held().includes(host.id), again.far.readyState]).toEqual([true, WebSocket.OPEN]);
  });

  it('is not held where the host was revoked between saying who it is and being heard', async () => {
    const host = await kit.enrol();
    const { near, far } = await dial();
    await kit.hosts.administration.revoke(kit.caller, host.id);
    const closed = once(far, 'close');
    await kit.hosts.hub.accept({ ...host, publicKey: host.key.publicKey }, near);
    await closed;
    expect(kit.hosts.hub.held()).not.toContain(host.id);
  });
});
