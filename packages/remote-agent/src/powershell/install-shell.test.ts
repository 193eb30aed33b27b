import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryFolder, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../runner/testing/kit.ts';

const installer = join(repositoryFolder, 'packages', 'remote-agent', 'powershell', 'install-forecourt-agent.sh');
/** An agent that writes down how it was called. */
const agent = Buffer.from(`import { appendFileSync } from 'node:fs';
const { FORECOURT_AGENT_DATA_DIR: folder, FORECOURT_AGENT_TOKEN: token = 'none' } = process.env;
appendFileSync(folder + '/calls', process.argv.slice(2).join(' ') + ' [' + token + ']\\n');`);

let folder: TemporaryFolder;
let platform: string;
const server = createServer((request, response) => {
  response.writeHead(request.url === '/api/v1/agent/forecourt-agent.mjs' ? 200 : 404).end(agent);
});
beforeAll(async () => {
  folder = await temporaryFolder();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  platform = `http://127.0.0.1:${port}`;
  // No network in a test: what would be installed is written down.
  await mkdir(join(folder.path, 'bin'));
  await writeFile(join(folder.path, 'bin', 'npm'), '#!/bin/sh\nprintf "%s\\n" "npm $*" >> "$FORECOURT_AGENT_DATA_DIR/calls"\n');
  await chmod(join(folder.path, 'bin', 'npm'), 0o755);
});
afterAll(async () => {
  server.close();
  await folder[Symbol.asyncDispose]();
});

function install(name: string, args: readonly string[], token?: string) {
  const dataDir = join(folder.path, name);
  const path = [join(folder.path, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const env = {
    PATH: path,
    PREFIX: folder.path,
    FORECOURT_AGENT_DATA_DIR: dataDir,
    ...(token !== undefined && { FORECOURT_AGENT_TOKEN: token }),
  };
  return new Promise<{ code: number; said: string; dataDir: string }>((resolve) => {
    execFile('/bin/sh', [installer, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, said: stdout + stderr, dataDir });
    });
  });
}

describe.skipIf(process.platform === 'win32')('the installer for Linux and macOS', () => {
  it('fetches the agent, enrols, sets up the service and looks at each part; the token goes to nobody else', async () => {
    const { code, said, dataDir } = await install("one's", [platform, sha256Of(agent)], 'fce_secret');
    expect({ code, said }).toEqual({ code: 0, said: 'Done: the host shows up on the page Hosts within a minute.\n' });
    expect((await readFile(join(dataDir, 'calls'), 'utf8')).trim().split('\n')).toEqual([
      `npm install --prefix ${dataDir} --no-audit --no-fund --ignore-scripts sharp@0.35.5 onnxruntime-node@1.30.0`,
      `enrol --again --platform ${platform} [fce_secret]`,
      'service install [none]',
      'doctor [none]',
    ]);
    expect((await stat(dataDir)).mode & 0o077).toBe(0);
    await promisify(execFile)(join(folder.path, 'bin', 'forecourt-agent'), ['drain', '--off'], { env: { PATH: '/usr/bin:/bin' } });
    expect((await readFile(join(dataDir, 'calls'), 'utf8')).trim().split('\n').at(-1)).toBe('drain --off [none]');
    const [again, without] = [
      await install("one's", [platform, sha256Of(agent)], 'fce_other'),
      await install('two', [platform, sha256Of(agent)]),
    ];
    expect([again.code, without.code]).toEqual([0, 30]);
  });

  it.each([
    ['no address', () => []],
    ['an address of another kind', () => ['file:///etc/passwd', sha256Of(agent)]],
    ['no hash', () => [platform]],
    ['the hash of another file', () => [platform, 'a'.repeat(64)]],
  ])('refuses %s and starts nothing', async (name, args) => {
    const { code, said, dataDir } = await install(name, args(), 'fce_secret');
    expect(code).toBe(30);
    expect(said).toContain('Copy the');
    await expect(readFile(join(dataDir, 'calls'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readFile(join(dataDir, 'forecourt-agent.mjs'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
