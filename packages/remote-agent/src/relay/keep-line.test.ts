import { ForecourtError } from '@forecourt/errors';
import { agentHealthSchema } from '@forecourt/sdk/contract';
import { agentPaths, createSigner } from '@forecourt/sdk/remote';
import type { RelayLine } from '@forecourt/sdk/remote/relay';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, createAgent } from '../agent.ts';
import { copyRunner } from '../testing/copy-runner.ts';
import { enrolForTest, type TestEnrolment } from '../testing/enrolled-agent.ts';
import { startPlatformServer, type TestPlatformServer } from '../testing/platform-server.ts';
import { backoffMs, failuresAfter } from './backoff.ts';

const hostId = '01980a3e-7c1f-7000-8000-00000000a9e7';
const anHour = 3_600_000;
let folder: TemporaryFolder;
let server: TestPlatformServer;
let enrolment: TestEnrolment;
let agent: Agent | undefined;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startPlatformServer({ hostId });
  enrolment = await enrolForTest(folder.path, { relayUrl: server.relayUrl });
  server.hostKeys = [enrolment.key.publicKey];
});
afterEach(async () => {
  await agent?.close();
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function startDialling(more: { clock?: { now(): number }; random?: () => number } = {}): Promise<Agent> {
  const machine = { cores: 2, memoryBytes: 4e9, gpu: null };
  return createAgent({
    dataDir: folder.path,
    runner: copyRunner,
    machine,
    listen: { host: '127.0.0.1', port: 0 },
    random: () => 0,
    ...more,
  });
}

async function healthThrough(line: RelayLine, clock: { now(): number } = Date) {
  const signer = createSigner({ key: enrolment.platformKey, issuer: 'platform', audience: hostId, clock });
  const token = await signer.sign({ method: 'GET', path: agentPaths.health });
  const answer = await line.request({ method: 'GET', path: agentPaths.health, headers: { authorization: `Bearer ${token}` } });
  const pieces = await answer.body.toArray();
  return { status: answer.status, json: JSON.parse(Buffer.concat(pieces).toString()) };
}

describe('the line that an agent dials', () => {
  it('carries requests of the platform, which are signed there too', async () => {
    const dialled = server.nextLine();
    agent = await startDialling();
    const line = await dialled;
    expect(agentHealthSchema.parse((await healthThrough(line)).json).hostId).toBe(hostId);
    const unsigned = await line.request({ method: 'GET', path: agentPaths.health });
    unsigned.body.resume();
    expect(unsigned.status).toBe(401);
    await expect.poll(() => agent?.line()).toMatchObject({ state: 'open', problem: null, nextTryAt: null });
  });

  it('is dialled again when it breaks', async () => {
    const first = server.nextLine();
    agent = await startDialling();
    const line = await first;
    const second = server.nextLine();
    await line.close();
    expect((await healthThrough(await second)).status).toBe(200);
  });

  it('is dialled with the right time by an agent whose clock is off by an hour', async () => {
    const dialled = server.nextLine();
    const clock = { now: () => Date.now() + anHour };
    agent = await startDialling({ clock });
    expect((await healthThrough(await dialled, clock)).status).toBe(200);
  });

  it('says why it is down and when it is dialled again, and waits long where the host was revoked', async () => {
    server.refusal = new ForecourtError('HOST_REVOKED', 'office was revoked.');
    agent = await startDialling();
    await expect.poll(() => agent?.line()).toMatchObject({ state: 'waiting', problem: { code: 'HOST_REVOKED' } });
    expect(agent.line()?.nextTryAt).toBeGreaterThan(Date.now() + 200_000);
  });

  it('is refused to whoever has not the key of the host', async () => {
    server.hostKeys = [enrolment.platformKey.publicKey];
    agent = await startDialling({ random: () => 1 });
    await expect.poll(() => agent?.line()).toMatchObject({ state: 'waiting', problem: { code: 'HOST_TOKEN_INVALID' } });
  });

  it('goes on being tried where nobody answers', async () => {
    await server[Symbol.asyncDispose]();
    agent = await startDialling({ random: () => 1 });
    await expect.poll(() => agent?.line()).toMatchObject({ state: 'waiting', problem: { code: 'SERVER_UNREACHABLE' } });
  });
});

it('waits between tries by chance, longer each time and a minute at most', () => {
  expect([1, 2, 3, 10, 1000].map((tries) => backoffMs(tries, 1))).toEqual([1000, 2000, 4000, 60_000, 60_000]);
  expect(backoffMs(5, 0)).toBe(0);
  expect(backoffMs(5, 0.5)).toBe(8000);
});

it('waits longer each time only for lines that do not hold', () => {
  expect([0, 100, 4000].reduce(failuresAfter, 0)).toBe(3);
  expect([100, 100, 100, 6000].reduce(failuresAfter, 0)).toBe(1);
  expect([100, 6000, 100].reduce(failuresAfter, 0)).toBe(2);
});
