import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentHealthSchema } from '@forecourt/sdk/contract';
import { removeTree } from '@forecourt/sdk/files';
import { agentPaths, generateHostKey } from '@forecourt/sdk/remote';
import { createAgent } from '../agent.ts';
import { askAgent } from '../config/ask-agent.ts';
import { keepIdentity } from '../config/config.ts';
import { createEngineCutter } from '../runner/cutter/engine-cutter.ts';
import { createRunner } from '../runner/index.ts';

/**
 * `forecourt-agent try-out`: starts this very agent in a folder of its own and on free ports, as somebody whom nobody knows, and asks it
 * how it is. What an update does with a release before it counts.
 */
export async function tryOutCommand(print: (line: object) => void): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'forecourt-try-out-'));
  try {
    const [key, platform] = [await generateHostKey(), await generateHostKey()];
    await keepIdentity(dataDir, {
      key,
      config: {
        ...{ hostId: randomUUID(), dealership: 'Nobody', name: 'try-out', platformKeys: [platform.publicKey] },
        // Nobody is there: it has to be well all the same.
        ...{ platformUrl: 'http://127.0.0.1:9', relayUrl: 'ws://127.0.0.1:9', keySince: new Date().toISOString() },
      },
    });
    await using _agent = await createAgent({
      dataDir,
      listen: { host: '127.0.0.1', port: 0 },
      keepFreeBytes: 0,
      runner: ({ scripts }) =>
        createRunner({ scripts, engine: { program: process.execPath, arguments: [] }, cutter: createEngineCutter() }),
    });
    const { version } = agentHealthSchema.parse(await askAgent(dataDir, { method: 'GET', path: agentPaths.health }));
    print({ version, isWell: true });
  } finally {
    await removeTree(dataDir);
  }
}
