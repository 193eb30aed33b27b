import { readdir, readFile } from 'node:fs/promises';
import { hostJobSchema } from '@forecourt/sdk/contract';
import { agentPaths } from '@forecourt/sdk/remote';
import { temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { type AgentProcess, startAgentProcess } from '../testing/agent-process.ts';
import { enrolForTest } from '../testing/enrolled-agent.ts';
import { eventsIn, statesIn } from '../testing/events.ts';
import { createTestPlatform } from '../testing/platform.ts';
import { publishScript } from '../testing/scripts.ts';

/** Known by its argument: no other test lets a process sleep for so long. */
const sleep = `31${process.pid % 1000}.${Date.now() % 1000}7`;

/** Goes on for a moment, with a child that would go on for much longer. */
const script = `
  import('node:child_process').then(({ spawn }) => {
    spawn('sleep', ['${sleep}'], { stdio: 'ignore' });
    for (let count = 0; count < 20; count++) say({ type: 'log', text: 'line ' + count });
    setTimeout(() => { say({ type: 'result' }); process.exit(0); }, 30);
  });`;

async function sleepers(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // Gone between the look and the reading.
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line === `sleep\0${sleep}\0`) found.push(pid);
  }
  return found;
}

describe.skipIf(process.platform !== 'linux')('an agent that is killed again and again', () => {
  it('ends every job that it has acknowledged, once, and leaves no process behind', async () => {
    await using folder = await temporaryFolder();
    const { hostId, platformKey } = await enrolForTest(folder.path);
    let agent: AgentProcess = await startAgentProcess(folder.path, { FORECOURT_AGENT_SLOTS: '2' });
    const platform = await createTestPlatform({ hostId, port: () => agent.port, key: platformKey });
    try {
      const wish = { json: { operation: 'script', inputs: [], script: await publishScript(platform, hostId, script) } };
      const acknowledged: string[] = [];
      const told = new Map<string, Uint8Array>();
      for (let round = 0; round < 3; round++) {
        const keys = Array.from({ length: 4 }, (_one, index) => `round-${round}-job-${index}`);
        const killAfter = Math.floor(Math.random() * (keys.length + 1));
        const known = acknowledged.length;
        const puts = keys.map(async (key) => {
          // Cut off by the end of the agent: then nothing was acknowledged.
          const reply = await platform.ask('PUT', agentPaths.job(key), wish).catch(() => undefined);
          if (reply?.status === 201) acknowledged.push(key);
        });
        await Promise.all(puts.slice(0, killAfter));
        const [first] = acknowledged.slice(known);
        // In some rounds while it is being done, or when it is.
        if (first !== undefined && round % 2 === 1) told.set(first, (await platform.ask('GET', agentPaths.events(first))).bytes);
        await agent.end('SIGKILL');
        await Promise.all(puts);
        agent = await startAgentProcess(folder.path, { FORECOURT_AGENT_SLOTS: '2' });
      }
      expect(acknowledged.length).toBeGreaterThan(0);
      for (const key of acknowledged) {
        const events = eventsIn((await platform.ask('GET', agentPaths.events(key))).bytes);
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
        expect(statesIn(events).filter((state) => state === 'done')).toEqual(['done']);
        expect(statesIn(events).at(-1)).toBe('done');
        expect(eventsIn(told.get(key) ?? new Uint8Array())).toEqual(told.has(key) ? events : []);
        expect(hostJobSchema.parse((await platform.ask('GET', agentPaths.job(key))).json)).toMatchObject({ state: 'done', exitCode: 0 });
      }
      await expect.poll(sleepers).toEqual([]);
    } finally {
      platform.close();
      await agent.end('SIGTERM');
    }
  });
});
