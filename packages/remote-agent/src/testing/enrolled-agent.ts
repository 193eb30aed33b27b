import { generateHostKey, type HostKey } from '@forecourt/sdk/remote';
import { type Agent, type AgentOptions, createAgent } from '../agent.ts';
import { type AgentConfig, keepIdentity } from '../config/config.ts';
import { createTestPlatform, type TestPlatform } from './platform.ts';

export interface EnrolledAgent extends AsyncDisposable {
  readonly agent: Agent;
  readonly platform: TestPlatform;
  readonly key: HostKey;
}

export interface TestEnrolment {
  readonly hostId: string;
  readonly key: HostKey;
  readonly platformKey: HostKey;
}

/** Writes into `dataDir` what a computer has after it was enrolled. */
export async function enrolForTest(dataDir: string, more: Partial<AgentConfig> = {}): Promise<TestEnrolment> {
  const hostId = '01980a3e-7c1f-7000-8000-00000000a9e7';
  const [key, platformKey] = await Promise.all([generateHostKey(), generateHostKey()]);
  await keepIdentity(dataDir, {
    key,
    config: {
      hostId,
      dealership: 'Test cars',
      name: 'office',
      platformKeys: [platformKey.publicKey],
      relayUrl: 'ws://127.0.0.1:9/relay',
      platformUrl: 'http://127.0.0.1:9',
      keySince: new Date().toISOString(),
      ...more,
    },
  });
  return { hostId, key, platformKey };
}

/** Enrols an agent in `dataDir` with a platform of its own and starts it on a free port. */
export async function startEnrolledAgent(options: AgentOptions): Promise<EnrolledAgent> {
  const { hostId, key, platformKey } = await enrolForTest(options.dataDir);
  const machine = { cores: 4, memoryBytes: 8e9, gpu: null };
  const agent = await createAgent({ machine, keepFreeBytes: 0, dials: false, ...options, listen: { host: '127.0.0.1', port: 0 } });
  const platform = await createTestPlatform({ hostId, port: () => agent.port, key: platformKey });
  return {
    agent,
    platform,
    key,
    async [Symbol.asyncDispose]() {
      platform.close();
      await agent.close();
    },
  };
}
