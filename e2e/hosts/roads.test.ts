import { createHash, randomBytes } from 'node:crypto';
import { bytesSource, createHost, createSigner, hostKeyFromPem } from '@forecourt/sdk/remote';
import { sshRoad } from '@forecourt/sdk/remote/ssh';
import { openssh, startSshServer, startTcpProxy, temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { startOffice } from './office.ts';

describe.skipIf(!openssh.canStart)(`a real agent behind OpenSSH${openssh.note}`, () => {
  it('takes a file whose road is cut in the middle, and knows it by its hash', async () => {
    await using folder = await temporaryFolder();
    await using office = await startOffice({ folder: folder.path });
    await using server = await startSshServer();
    await using network = await startTcpProxy({ target: server.port });
    const { HOST_ID, HOST_KEY, HOST_ADDRESS, PLATFORM_KEY } = office.environment;
    const key = hostKeyFromPem(PLATFORM_KEY);
    const road = sshRoad({
      address: { host: '127.0.0.1', port: network.port, user: server.user },
      privateKey: server.key.privateKey,
      fingerprint: server.hostKey.fingerprint,
      agentPort: Number(new URL(HOST_ADDRESS).port),
      tls: { key, hostKeys: () => [HOST_KEY] },
    });
    await using host = createHost({
      id: HOST_ID,
      name: 'office',
      roads: [road],
      signer: createSigner({ key, issuer: 'platform', audience: HOST_ID }),
    });
    expect(await host.health()).toMatchObject({ protocol: 1, hostId: HOST_ID });
    const bytes = randomBytes(24 << 20);
    let cuts = 0;
    const file = await host.send(bytesSource(bytes, 'photo.bin'), {
      onProgress({ doneBytes }) {
        if (cuts === 0 && doneBytes > 4 << 20) {
          cuts++;
          network.cut();
        }
      },
    });
    expect(cuts).toBe(1);
    expect(file.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(network.sentBytes).toBeLessThan(bytes.byteLength + (18 << 20));
  });
});
