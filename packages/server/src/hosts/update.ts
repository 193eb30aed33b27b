import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import { signDocument } from '@forecourt/sdk/remote';
import type { HostName } from '../database/hosts.ts';
import type { AgentPackage } from './agent-package.ts';
import type { Connections } from './connections.ts';
import type { PlatformKeys } from './platform-keys.ts';

/** Sends the agent that this platform brings, and has it installed. @returns its version. @throws NOT_FOUND, HOST_UNREACHABLE */
export type SendUpdate = (host: HostName) => Promise<string>;

export interface UpdateOptions {
  readonly agent: AgentPackage;
  readonly connections: Pick<Connections, 'connect'>;
  readonly platformKeys: Pick<PlatformKeys, 'of'>;
}

export function createSendUpdate({ agent, connections, platformKeys }: UpdateOptions): SendUpdate {
  return async (host) => {
    const { bytes } = await agent.read('forecourt-agent.mjs');
    if (agent.version === null) throw new ForecourtError('NOT_FOUND', 'This platform brings no agent.');
    const connected = await connections.connect(host);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await connected.send({
      ...{ sha256, bytes: bytes.byteLength, name: 'forecourt-agent.mjs' },
      read: (offset) => Readable.from([Buffer.from(bytes.subarray(offset))]),
    });
    const { key } = await platformKeys.of(host.dealershipId);
    await connected.update(await signDocument(key, { version: agent.version, sha256 }));
    return agent.version;
  };
}
