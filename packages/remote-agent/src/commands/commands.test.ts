import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { agentHealthSchema, hostJobSchema } from '@forecourt/sdk/contract';
import { agentPaths } from '@forecourt/sdk/remote';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdentity } from '../config/config.ts';
import { startAgentProcess } from '../testing/agent-process.ts';
import { enrolForTest } from '../testing/enrolled-agent.ts';
import { eventsIn, statesIn } from '../testing/events.ts';
import { sendWhole } from '../testing/files.ts';
import { createTestPlatform } from '../testing/platform.ts';
import { startPlatformServer } from '../testing/platform-server.ts';
import { publishScript } from '../testing/scripts.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const hostId = '01980a3e-7c1f-7000-8000-00000000a9e7';
let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Runs a command of the agent to its end. */
function agent(names: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const { PATH = '', NODE_COMPILE_CACHE } = process.env;
    const shared = { PATH, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) };
    const options = { env: { ...shared, FORECOURT_AGENT_DATA_DIR: folder.path, ...env } };
    const child = execFile(process.execPath, [main, ...names], options, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

describe('forecourt-agent', () => {
  it('enrols with a token of its environment, runs, works, is drained, lets go, and ends in order', async () => {
    await using server = await startPlatformServer({ hostId });
    const { platformKey } = await enrolForTest(`${folder.path}/elsewhere`);
    server.answers['/api/v1/enrolments/accept'] = () => ({
      ...{ hostId, dealership: 'Test cars', name: 'office', relayUrl: server.relayUrl, platformKeys: [platformKey.publicKey] },
    });
    const enrolled = await agent(['enrol', '--platform', server.url, '--json'], { FORECOURT_AGENT_TOKEN: 'fch_secret' });
    expect([enrolled.code, JSON.parse(enrolled.out)]).toMatchObject([0, { hostId, name: 'office', dealership: 'Test cars' }]);
    expect(server.asked[0]?.token).toBe('fch_secret');
    server.hostKeys = [(await readIdentity(folder.path)).key.publicKey];

    const line = server.nextLine();
    const running = await startAgentProcess(folder.path);
    const platform = await createTestPlatform({ hostId, port: () => running.port, key: platformKey });
    try {
      await line;
      const script = await publishScript(platform, hostId, `say({ type: 'log', text: job.inputs[0].name }); say({ type: 'result' });`);
      const input = await sendWhole(platform, Buffer.from('photo'), "it's $(a) car.jpg");
      const key = 'job-of-commands';
      await platform.ask('PUT', agentPaths.job(key), { json: { operation: 'script', inputs: [input], script } });
      const events = eventsIn((await platform.ask('GET', agentPaths.events(key))).bytes);
      expect(statesIn(events)).toEqual(['waiting', 'running', 'done']);
      expect(events).toContainEqual(expect.objectContaining({ type: 'log', text: expect.stringContaining("it's $(a) car.jpg") }));
      expect(hostJobSchema.parse((await platform.ask('GET', agentPaths.job(key))).json).exitCode).toBe(0);

      const drained = await agent(['drain', '--json']);
      expect([drained.code, JSON.parse(drained.out)]).toEqual([0, { isDraining: true, busy: 0, waiting: 0 }]);
      const refused = await platform.ask('PUT', agentPaths.job('job-too-late'), { json: { operation: 'script', inputs: [], script } });
      expect(refused.json).toMatchObject({ code: 'HOST_DRAINING' });
      expect((await agent(['drain', '--off'])).out).toContain('takes work again');
      expect(agentHealthSchema.parse((await platform.ask('GET', agentPaths.health)).json).isDraining).toBe(false);
    } finally {
      platform.close();
      await running.end('SIGTERM');
    }
    expect(running.output()).not.toContain('fch_secret');
    const late = await agent(['drain', '--json']);
    expect([late.code, JSON.parse(late.err)]).toMatchObject([1, { code: 'HOST_UNREACHABLE', hint: expect.stringContaining('run') }]);
  });

  it('says with its code what is wrong, and exits with 2 where nothing of the command line could be done', async () => {
    const never = { FORECOURT_AGENT_DATA_DIR: `${folder.path}/none` };
    const ended = await Promise.all([
      agent(['enrol', '--json'], never),
      agent(['enrol', '--platform', 'http://127.0.0.1:9', '--json'], never),
      agent(['run', '--json'], never),
    ]);
    expect(ended.map(({ code, err }) => [code, JSON.parse(err).code])).toEqual([
      [2, 'INVALID_INPUT'],
      [2, 'INVALID_INPUT'],
      [1, 'AGENT_NOT_ENROLLED'],
    ]);
  });
});
