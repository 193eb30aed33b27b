import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHost, createSigner, directRoad, generateHostKey, type Host, type HostOptions } from '@forecourt/sdk/remote';
import { installTinyModel, repositoryFolder, startGuarded, startTcpProxy, type TcpProxy } from '@forecourt/testing';
import { keepIdentity } from '../../packages/remote-agent/src/index.ts';

/** A computer in an office: a real agent as a process of its own, and two ways to it that can be cut. */
export interface Office extends AsyncDisposable {
  readonly id: string;
  /** What a program needs that is its platform. */
  readonly environment: Readonly<Record<'HOST_ID' | 'HOST_KEY' | 'HOST_ADDRESS' | 'PLATFORM_KEY', string>>;
  readonly roads: { readonly direct: TcpProxy; readonly relay: TcpProxy };
  /** Connects as its platform would. */
  connect(options?: Partial<HostOptions>): Host;
  kill(): Promise<void>;
  /** After `kill`. */
  restart(): Promise<void>;
}

export interface OfficeOptions {
  readonly folder: string;
  readonly number?: number;
  /** A program that cuts instead of the engine. */
  readonly tool?: { readonly name: string; readonly program: string; readonly arguments: readonly string[] };
  readonly slots?: number;
  /** Where it dials; nobody is there where left out. */
  readonly relayUrl?: string;
}

const main = join(repositoryFolder, 'packages', 'remote-agent', 'src', 'commands', 'main.ts');

export async function startOffice({
  folder,
  number = 1,
  tool,
  slots = 2,
  relayUrl = 'ws://127.0.0.1:9/relay',
}: OfficeOptions): Promise<Office> {
  const id = `01980a3e-7c1f-7000-8000-00000000000${number}`;
  const name = `office ${number}`;
  const [key, platformKey] = await Promise.all([generateHostKey(), generateHostKey()]);
  const agentDir = join(folder, `agent-${number}`);
  await keepIdentity(agentDir, {
    key,
    config: {
      ...{ hostId: id, dealership: 'Test cars', name, platformKeys: [platformKey.publicKey] },
      // Nobody is there: these tests go by roads of their own.
      ...{ relayUrl, platformUrl: 'http://127.0.0.1:9', keySince: new Date().toISOString() },
    },
  });
  const model = await installTinyModel(folder);
  const env = {
    FORECOURT_AGENT_DATA_DIR: agentDir,
    FORECOURT_AGENT_HOST: '127.0.0.1',
    FORECOURT_AGENT_PORT: '0',
    FORECOURT_AGENT_SLOTS: String(slots),
    FORECOURT_AGENT_KEEP_FREE_MB: '0',
    FORECOURT_AGENT_LOG_LEVEL: 'error',
    FORECOURT_DATA_DIR: model.dataDir,
    FORECOURT_CACHE_DIR: model.cacheDir,
    FORECOURT_MODEL: model.model,
    ...(tool && { FORECOURT_AGENT_TOOL: JSON.stringify(tool) }),
  };
  const start = () => startGuarded(process.execPath, [main, 'run'], { ready: /listens at \S+:\d+/, env, cwd: repositoryFolder });
  let agent = await start();
  const portOf = () => Number(/listens at \S+:(\d+)/.exec(agent.output())?.[1]);
  const roads = { direct: await startTcpProxy({ target: portOf() }), relay: await startTcpProxy({ target: portOf() }) };
  const roadTo = (port: number) =>
    directRoad({ addresses: [`https://127.0.0.1:${port}`], key: platformKey, hostKeys: () => [key.publicKey] });
  return {
    id,
    roads,
    environment: {
      HOST_ID: id,
      HOST_KEY: key.publicKey,
      HOST_ADDRESS: `https://127.0.0.1:${roads.direct.port}`,
      PLATFORM_KEY: platformKey.toPem(),
    },
    connect: (options = {}) =>
      createHost({
        ...{ id, name, signer: createSigner({ key: platformKey, issuer: 'platform', audience: id }) },
        // The second one is the same under another name: what a relay does to what it carries is proven where it is made.
        roads: (['direct', 'relay'] as const).map((kind) => ({ ...roadTo(roads[kind].port), kind })),
        ...options,
      }),
    kill: () => agent.end('SIGKILL'),
    async restart() {
      agent = await start();
      for (const road of Object.values(roads)) road.target = portOf();
    },
    async [Symbol.asyncDispose]() {
      await agent.end('SIGTERM');
      for (const road of Object.values(roads)) await road[Symbol.asyncDispose]();
    },
  };
}

/** A tool that takes red for car, as soon as a file is there, and writes its process down before. */
export async function gatedTool(folder: string): Promise<{ tool: NonNullable<OfficeOptions['tool']>; gate: string; started: string }> {
  const [script, gate, started] = ['tool.mjs', 'gate', 'started'].map((name) => join(folder, name));
  if (!script || !gate || !started) throw new TypeError('three paths were made');
  const code = `
    import { appendFileSync, existsSync } from 'node:fs';
    import { createRequire } from 'node:module';
    const sharp = createRequire(${JSON.stringify(join(repositoryFolder, 'packages', 'sdk', 'package.json'))})('sharp');
    const [gate, started, input, output] = process.argv.slice(2);
    appendFileSync(started, process.pid + '\\n');
    while (!existsSync(gate)) await new Promise((done) => setTimeout(done, 10));
    const { data, info } = await sharp(input).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    for (let at = 0; at < data.length; at += 4) if (data[at] < data[at + 1] + 60) data[at + 3] = 0;
    await sharp(data, { raw: info }).png().toFile(output);
  `;
  await writeFile(script, code);
  const tool = { name: 'gated', program: process.execPath, arguments: [script, gate, started, '{input}', '{output}'] };
  return { tool, gate, started };
}
