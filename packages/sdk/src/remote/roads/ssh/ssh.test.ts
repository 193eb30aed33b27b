import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { ForecourtError } from '@forecourt/errors';
import { openssh, type RunningSshServer, startSshAgent, startSshServer, startTcpProxy } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate, publicKeyOfCertificate } from '../../protocol/certificate.ts';
import { generateHostKey } from '../../protocol/keys.ts';
import { readWhole } from '../conformance/read.ts';
import { createFarEnd, type RoadUnderTest, roadConformance } from '../conformance.ts';
import { type SshRoadOptions, sshRoad } from './road.ts';

const hash = { method: 'GET', path: '/hash' } as const;

describe.skipIf(!openssh.canStart)(`the road through OpenSSH${openssh.note}`, () => {
  let server: RunningSshServer;
  let agentPort: number;
  const farEnd = createFarEnd();
  const agent = createServer(farEnd.listener);

  beforeAll(async () => {
    server = await startSshServer();
    agent.listen(0, '127.0.0.1');
    await once(agent, 'listening');
    agentPort = portOf(agent.address());
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    agent.close();
    agent.closeAllConnections();
  });

  const optionsOf = (port = server.port): SshRoadOptions => ({
    address: { host: '127.0.0.1', port, user: server.user },
    privateKey: server.key.privateKey,
    fingerprint: server.hostKey.fingerprint,
    agentPort,
    tls: null,
  });

  /** A network of its own before the one server. */
  async function openSsh(): Promise<RoadUnderTest> {
    const network = await startTcpProxy({ target: server.port });
    const own = createFarEnd();
    const far = createServer(own.listener);
    far.listen(0, '127.0.0.1');
    await once(far, 'listening');
    const road = sshRoad({ ...optionsOf(network.port), agentPort: portOf(far.address()) });
    return {
      road,
      notes: own.notes,
      cut: () => network.cut(),
      async down() {
        const down = network.down();
        return { [Symbol.asyncDispose]: async () => down[Symbol.dispose]() };
      },
      // The first request may meet the connection that is gone.
      stagesWhenDown: ['connect', 'open'],
      async [Symbol.asyncDispose]() {
        await road.close();
        await network[Symbol.asyncDispose]();
        far.close();
        far.closeAllConnections();
      },
    };
  }

  for (const check of roadConformance({ open: openSsh })) it(check.title, check.run);

  it('is let in by an RSA key as well', async () => {
    const rsa = await server.makeKey('rsa');
    await using road = sshRoad({ ...optionsOf(), privateKey: rsa.privateKey });
    expect((await road.request(hash)).status).toBe(200);
  });

  it('is let in by a key that only an SSH agent has', async () => {
    await using keeper = await startSshAgent(server.key);
    const { privateKey: _, ...others } = optionsOf();
    await using road = sshRoad({ ...others, agent: keeper.socket });
    expect((await road.request(hash)).status).toBe(200);
  });

  it('leads to where its own lookup says, asked anew for each connection', async () => {
    let leadsTo: string | Error = '127.0.0.1';
    const lookup: SshRoadOptions['lookup'] = (_name, { all }, found) => {
      if (leadsTo instanceof Error) found(leadsTo, '');
      else if (all) found(null, [{ address: leadsTo, family: 4 }]);
      else found(null, leadsTo, 4);
    };
    const named = { ...optionsOf(), address: { ...optionsOf().address, host: 'office-pc.invalid' }, lookup };
    await using road = sshRoad(named);
    expect((await road.request(hash)).status).toBe(200);
    leadsTo = new ForecourtError('OUTBOUND_REFUSED', 'office-pc.invalid leads to this machine itself.');
    await using later = sshRoad(named);
    await expect(later.request(hash)).rejects.toMatchObject({
      code: 'ROAD_DOWN',
      message: expect.stringContaining('leads to this machine'),
    });
  });

  it('says when its key is not let in', async () => {
    const foreign = await server.makeKey('ed25519', { isLetIn: false });
    await using road = sshRoad({ ...optionsOf(), privateKey: foreign.privateKey });
    await expect(road.request(hash)).rejects.toMatchObject({ code: 'HOST_SIGN_IN_REFUSED' });
  });

  it('sends nothing to a server with another host key, and names both', async () => {
    await using other = await startSshServer();
    const expected = other.hostKey.fingerprint;
    await using before = sshRoad({ ...optionsOf(other.port), privateKey: other.key.privateKey, fingerprint: expected });
    await readWhole(await before.request(hash));
    await other.restart({ hostKey: 'new' });
    await expect.poll(() => before.request(hash).catch((error: unknown) => error)).toMatchObject({ code: 'HOST_KEY_CHANGED' });
    await expect(before.request(hash)).rejects.toMatchObject({ details: { expected, found: other.hostKey.fingerprint } });
    expect(other.output()).not.toContain('Accepted publickey');
  });

  it('says that no agent listens, and that the server forwards nothing', async () => {
    await using road = sshRoad({ ...optionsOf(), agentPort: 1 });
    await expect(road.request(hash)).rejects.toMatchObject({
      code: 'ROAD_DOWN',
      message: expect.stringContaining('nothing listens at port 1 of the host'),
      details: { stage: 'open' },
    });
    await using strict = await startSshServer({ config: ['AllowTcpForwarding no'] });
    await using refused = sshRoad({
      ...optionsOf(strict.port),
      privateKey: strict.key.privateKey,
      fingerprint: strict.hostKey.fingerprint,
    });
    await expect(refused.request(hash)).rejects.toMatchObject({ message: expect.stringContaining('AllowTcpForwarding') });
  });

  it('needs no session of the server, however few those are', async () => {
    await using few = await startSshServer({ maxSessions: 1 });
    await using road = sshRoad({ ...optionsOf(few.port), privateKey: few.key.privateKey, fingerprint: few.hostKey.fingerprint });
    const answers = await Promise.all(Array.from({ length: 30 }, () => road.request(hash)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(few.connections().length).toBeLessThanOrEqual(2);
  });

  it('carries TLS to the agent’s own port, and finds out who is there', async () => {
    const [host, platform, stranger] = await Promise.all([generateHostKey(), generateHostKey(), generateHostKey()]);
    const secure = createSecureServer(
      { key: host.toPem(), cert: makeCertificate(host), requestCert: true, rejectUnauthorized: false },
      farEnd.listener,
    );
    const met: (string | null)[] = [];
    secure.on('secureConnection', (socket) => met.push(publicKeyOfCertificate(socket.getPeerX509Certificate()?.raw ?? '')));
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const options = { ...optionsOf(), agentPort: portOf(secure.address()) };
    await using road = sshRoad({ ...options, tls: { key: platform, hostKeys: () => [host.publicKey] } });
    await readWhole(await road.request(hash));
    expect(met).toEqual([platform.publicKey]);
    await using deceived = sshRoad({ ...options, tls: { key: platform, hostKeys: () => [stranger.publicKey] } });
    await expect(deceived.request(hash)).rejects.toMatchObject({ code: 'HOST_KEY_CHANGED', details: { found: host.publicKey } });
    secure.close();
    secure.closeAllConnections();
  });
});

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
