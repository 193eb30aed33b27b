import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createSshHost } from '../../packages/sdk/src/remote/plain-ssh/index.ts';
import { openssh, startSshServer, startTcpProxy, temporaryFolder } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';
import { thereAndBack } from './large-file.ts';
import type { Soak } from './soak.ts';

/** A file of 2 GB to a host without an agent and back, cut and resumed on the way. `--count` is its size in megabytes. */
export const sftpSoak: Soak = {
  name: 'sync.sftp',
  title: 'two gigabytes to a host over SFTP and back, cut every 150 MB: the same SHA-256, a step back of 8 MB at most',
  count: 2000,
  async run(context) {
    if (!openssh.canStart) throw new Skipped(`there is no OpenSSH on this machine${openssh.note}`);
    await using folder = await temporaryFolder();
    await using server = await startSshServer({ config: ['SetEnv HOME=/nonexistent'] });
    await using network = await startTcpProxy({ target: server.port });
    await using host = createSshHost({
      ...{ id: randomUUID(), name: 'soak', system: 'linux', folder: join(folder.path, 'host') },
      address: { host: '127.0.0.1', port: network.port, user: server.user },
      ...{ privateKey: server.key.privateKey, fingerprint: server.hostKey.fingerprint },
      scriptSource: () => Promise.reject(new Skipped('this soak runs no scripts')),
    });
    return await thereAndBack({ ...context, folder: folder.path, host, network });
  },
};
