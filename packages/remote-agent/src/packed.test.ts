import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentHealthSchema } from '@forecourt/sdk/contract';
import { agentPaths, generateHostKey, signDocument } from '@forecourt/sdk/remote';
import { installTinyModel, redCarPhoto, repositoryFolder, startGuarded, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeJobFile } from './runner/script/job-file.ts';
import { sha256Of } from './runner/testing/kit.ts';
import { enrolForTest } from './testing/enrolled-agent.ts';
import { sendWhole } from './testing/files.ts';
import { createTestPlatform } from './testing/platform.ts';
import { agentVersion } from './version.ts';

const own = join(repositoryFolder, 'packages', 'remote-agent');
let folder: TemporaryFolder;
let packed: string;
let jobFile: string;
let env: Record<string, string>;

function node(args: readonly string[]) {
  return new Promise<{ code: number; out: string; error: string }>((resolve) => {
    execFile(process.execPath, [...args], { cwd: folder.path, env: { PATH: process.env.PATH ?? '', ...env } }, (failure, out, error) => {
      resolve({ code: typeof failure?.code === 'number' ? failure.code : failure ? -1 : 0, out, error });
    });
  });
}

beforeAll(async () => {
  folder = await temporaryFolder();
  packed = join(folder.path, 'agent', 'forecourt-agent.mjs');
  env = {};
  const made = await node([join(own, 'tools', 'pack.ts'), packed]);
  expect(made).toMatchObject({ code: 0 });
  const { dataDir, cacheDir, model } = await installTinyModel(folder.path);
  env = { FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: model };
  const photo = join(folder.path, 'car.png');
  await writeFile(photo, redCarPhoto());
  jobFile = join(folder.path, 'job.json');
  const base = {
    protocol: 1,
    job: 'by-hand-1',
    operation: 'removeBackground',
    whatIf: false,
    parameters: {},
    events: '',
    stopFile: '',
  } as const;
  const inputs = [{ sha256: sha256Of(redCarPhoto()), name: 'car.png', path: photo }];
  await writeJobFile(jobFile, { ...base, inputs, outputFolder: join(folder.path, 'out'), engine: null, tool: null });
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('the packed agent', () => {
  it('runs from one file with plain Node, and names what has to be installed beside it', async () => {
    expect(await node([packed, '--version'])).toEqual({ code: 0, out: `${agentVersion}\n`, error: '' });
    const { code, out } = await node([packed, 'engine', '--job', jobFile]);
    expect(code).toBe(40);
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'error', code: 'DEPENDENCY_MISSING' });
  });

  it('runs nothing that somebody put into a folder above it for a package that it does without', async () => {
    for (const name of ['bufferutil', 'utf-8-validate', 'cpu-features', 'ssh2', 'ioredis']) {
      const place = join(folder.path, 'node_modules', name);
      await mkdir(place, { recursive: true });
      await writeFile(join(place, 'index.js'), `process.stdout.write('${name} was run');`);
    }
    expect(await node([packed, '--version'])).toEqual({ code: 0, out: `${agentVersion}\n`, error: '' });
    const { out, error } = await node([packed, 'doctor']);
    expect(out + error).not.toContain('was run');
  });

  it('cuts with what is installed beside it, in a thread that is the same file', async () => {
    await mkdir(join(folder.path, 'agent', 'node_modules'));
    for (const name of ['sharp', 'onnxruntime-node']) {
      await symlink(join(own, 'node_modules', name), join(folder.path, 'agent', 'node_modules', name));
    }
    const { code, out } = await node([packed, 'engine', '--job', jobFile]);
    expect({ code, last: JSON.parse(out.trim().split('\n').at(-1) ?? '') }).toMatchObject({ code: 0, last: { type: 'result' } });
    expect(out).toContain('"model":"tiny"');
  });

  it('is replaced by the release that its platform sends, and says so from the new one', async () => {
    const dataDir = join(folder.path, 'data of the agent');
    const { hostId, platformKey } = await enrolForTest(dataDir);
    const next = (await readFile(packed, 'utf8')).replace(/("@forecourt\/remote-agent",\s*version: )"[^"]+"/, '$1"9.9.9"');
    const agent = await startGuarded(process.execPath, [packed, 'service', 'run'], {
      ready: /listens at/,
      env: {
        ...env,
        FORECOURT_AGENT_DATA_DIR: dataDir,
        FORECOURT_AGENT_HOST: '127.0.0.1',
        FORECOURT_AGENT_PORT: '0',
        FORECOURT_AGENT_KEEP_FREE_MB: '0',
      },
    });
    const ports = () => [...agent.output().matchAll(/listens at https:\/\/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
    const platform = await createTestPlatform({ hostId, port: () => ports().at(-1) ?? 0, key: platformKey });
    const versionNow = async () => agentHealthSchema.parse((await platform.ask('GET', agentPaths.health)).json).version;
    try {
      expect(await versionNow()).toBe(agentVersion);
      const file = await sendWhole(platform, Buffer.from(next), 'forecourt-agent.mjs');
      const foreign = await signDocument(await generateHostKey(), { version: '9.9.9', sha256: file.sha256 });
      expect((await platform.ask('POST', agentPaths.update, { body: Buffer.from(foreign) })).status).toBe(403);
      const release = await signDocument(platformKey, { version: '9.9.9', sha256: file.sha256 });
      expect((await platform.ask('POST', agentPaths.update, { body: Buffer.from(release) })).status).toBe(202);
      await expect.poll(() => ports().length).toBe(2);
      expect(await versionNow()).toBe('9.9.9');
      await expect.poll(() => agent.output()).toContain('From now on release 9.9.9 counts.');
    } finally {
      platform.close();
      await agent.end('SIGTERM');
    }
  });
});
