import { createHash } from 'node:crypto';
import type { HostDetail } from '@forecourt/sdk/contract';
import { openssh, type RunningSshServer, startSshServer, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { startTestServer, type Tenant, type TestServer } from '../testing/server.ts';
import { type OfficePc, startOfficePc } from './testing/office.ts';

const patience = { timeout: 20_000, interval: 50 };

describe.skipIf(!openssh.canStart)(`SSH${openssh.note}`, () => {
  onBothColumns('a host that is reached by SSH', (column) => {
    let server: TestServer;
    let ours: Tenant;
    let folder: TemporaryFolder;
    let sshd: RunningSshServer;
    let pc: OfficePc;
    beforeAll(async () => {
      [folder, sshd] = await Promise.all([temporaryFolder(), startSshServer()]);
      server = await startTestServer(column, { environment: { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' } });
      ours = server.tenant('ours');
      pc = await startOfficePc(server, ours, { folder: folder.path, name: 'Office', dials: false });
    });
    afterAll(async () => {
      await pc[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await sshd[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    });

    const address = () => ({ host: '127.0.0.1', port: sshd.port, user: sshd.user });
    const fingerprint = () => {
      const blob = Buffer.from(sshd.hostKey.publicKey.split(' ')[1] ?? '', 'base64');
      return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
    };
    const roadOf = ({ roads }: HostDetail) => roads.find(({ kind }) => kind === 'ssh');
    const probe = (id = pc.id) => ours.client.hosts.probe(id);

    it('signs in with a key of ours, pins the key that answers first, and carries the agent', async () => {
      await ours.client.hosts.change(pc.id, { addresses: [`https://127.0.0.1:${pc.agent().port}`] });
      const { sshPublicKey } = await ours.client.hosts.change(pc.id, { addresses: [], ssh: address() });
      expect(sshPublicKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/]+=* forecourt-Office$/);
      expect(roadOf(await probe())).toMatchObject({ state: 'down', problem: { code: 'HOST_SIGN_IN_REFUSED', hint: expect.any(String) } });
      await sshd.letIn(sshPublicKey ?? '');
      await ours.client.hosts.change(pc.id, { addresses: [`https://127.0.0.1:${pc.agent().port}`] });
      await expect.poll(async () => roadOf(await probe()), patience).toMatchObject({ state: 'up', fingerprint: fingerprint() });
      expect((await ours.client.hosts.get(pc.id)).state).toBe('online');
      const { items } = await ours.client.audit.list({ target: pc.id }).page();
      expect(items.filter(({ action }) => action === 'host.key_pinned').map(({ details }) => details)).toMatchObject([
        { fingerprint: fingerprint(), isFirst: true },
      ]);
    });

    it('is refused with another host key, of which people are told, until somebody has compared it', async () => {
      await sshd.restart({ hostKey: 'new' });
      await expect
        .poll(async () => roadOf(await probe()), patience)
        .toMatchObject({ state: 'down', problem: { code: 'HOST_KEY_CHANGED' } });
      await ours.client.hosts.trustKey(pc.id, fingerprint());
      await expect.poll(async () => roadOf(await probe()), patience).toMatchObject({ state: 'up', fingerprint: fingerprint() });
    });

    it('without an agent says what keeps it from being reached', async () => {
      await expect(ours.client.hosts.createSsh({ name: 'Metadata', ssh: { ...address(), host: '169.254.169.254' } })).rejects.toMatchObject(
        {
          code: 'OUTBOUND_REFUSED',
        },
      );
      const made = await ours.client.hosts.createSsh({ name: 'Bare', ssh: address() });
      expect(made).toMatchObject({ mode: 'ssh', state: 'enrolling', ssh: address(), publicKeys: [] });
      expect(roadOf(await probe(made.id))).toMatchObject({ state: 'down', problem: { code: 'HOST_SIGN_IN_REFUSED' } });
      await expect(ours.client.hosts.change(made.id, { ssh: null })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      await ours.client.hosts.revoke(made.id);
      expect(await ours.client.hosts.get(made.id)).toMatchObject({ state: 'revoked' });
    });
  });
});
