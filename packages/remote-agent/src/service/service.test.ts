import { access } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { agentHealthSchema, hostJobSchema, leasedJobSchema } from '@forecourt/sdk/contract';
import { agentPaths, createSigner, errorOf, generateHostKey, type HostKey, makeCertificate } from '@forecourt/sdk/remote';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgent } from '../agent.ts';
import { copyRunner } from '../testing/copy-runner.ts';
import { type EnrolledAgent, startEnrolledAgent } from '../testing/enrolled-agent.ts';
import { eventsIn, statesIn } from '../testing/events.ts';
import { sendWhole } from '../testing/files.ts';
import { createTestPlatform } from '../testing/platform.ts';

let folder: TemporaryFolder;
let started: EnrolledAgent;
let number = 0;
const newKey = () => `job-${String(++number).padStart(6, '0')}`;
beforeAll(async () => {
  folder = await temporaryFolder();
  started = await startEnrolledAgent({ dataDir: folder.path, runner: copyRunner, heartbeatMs: 20 });
});
afterAll(async () => {
  await started[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const health = { method: 'GET', path: agentPaths.health } as const;
const signerOf = (key: HostKey, more: object = {}) => createSigner({ key, issuer: 'platform', audience: started.agent.hostId, ...more });

describe('who may ask an agent', () => {
  it('is the platform that it was enrolled with', async () => {
    const { json } = await started.platform.ask('GET', agentPaths.health);
    expect(agentHealthSchema.parse(json)).toMatchObject({ hostId: started.agent.hostId, isDraining: false, manifest: 0 });
  });

  it('is nobody whose certificate has another key, or who shows none: the connection ends', async () => {
    const stranger = await createTestPlatform({ hostId: started.agent.hostId, port: () => started.agent.port });
    await expect(stranger.ask('GET', agentPaths.health)).rejects.toThrow(/hang up|ECONNRESET|socket/i);
    stranger.close();
    const socket = connect({ host: '127.0.0.1', port: started.agent.port, rejectUnauthorized: false, minVersion: 'TLSv1.3' });
    await new Promise<void>((resolve) => {
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
    });
    expect(socket.destroyed).toBe(true);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['has no token of ours', async () => 'x', 'HOST_TOKEN_INVALID'],
    ['signs with another key', async () => signerOf(await generateHostKey()).sign(health), 'HOST_TOKEN_INVALID'],
    ['signs as the host itself', () => signerOf(started.key, { issuer: started.agent.hostId }).sign(health), 'HOST_TOKEN_INVALID'],
    ['signed for another host', () => signerOf(started.platform.key, { audience: 'another' }).sign(health), 'HOST_TOKEN_INVALID'],
    ['signed another path', () => signerOf(started.platform.key).sign({ method: 'GET', path: agentPaths.jobs }), 'HOST_TOKEN_INVALID'],
    ['signed another method', () => signerOf(started.platform.key).sign({ method: 'PUT', path: agentPaths.health }), 'HOST_TOKEN_INVALID'],
    [
      'signed it an hour ago',
      () => signerOf(started.platform.key, { clock: { now: () => Date.now() - 3_600_000 } }).sign(health),
      'CLOCK_OFF',
    ],
  ])('is nobody who %s', async (_who, sign, code) => {
    const { status, json } = await started.platform.ask('GET', agentPaths.health, { token: await sign() });
    expect([status, json]).toMatchObject([401, { code }]);
  });

  it('is nobody who sends a token again', async () => {
    const token = await signerOf(started.platform.key).sign(health);
    expect((await started.platform.ask('GET', agentPaths.health, { token })).status).toBe(200);
    expect((await started.platform.ask('GET', agentPaths.health, { token })).json).toMatchObject({ code: 'HOST_TOKEN_REPLAYED' });
  });

  it('learns from a refusal whose clock is off by an hour, and gets through', async () => {
    await using elsewhere = await temporaryFolder();
    const clock = { now: () => Date.now() + 3_600_000 };
    await using late = await startEnrolledAgent({ dataDir: elsewhere.path, runner: copyRunner, clock });
    const signer = createSigner({ key: late.platform.key, issuer: 'platform', audience: late.agent.hostId });
    const refused = await late.platform.ask('GET', agentPaths.health, { token: await signer.sign(health) });
    expect(signer.learn(errorOf(refused.json))).toBe(true);
    expect((await late.platform.ask('GET', agentPaths.health, { token: await signer.sign(health) })).status).toBe(200);
  });

  it('is a command on this computer too, over loopback with the key of the agent', async () => {
    const { hostId, localPort } = started.agent;
    const token = await createSigner({ key: started.key, issuer: hostId, audience: hostId }).sign(health);
    const answer = await fetch(`http://127.0.0.1:${localPort}${agentPaths.health}`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${localPort}${agentPaths.health}`)).status).toBe(401);
  });

  it('can change the keys that count, and only them', async () => {
    const { platform } = started;
    const next = await generateHostKey();
    const both = [platform.key.publicKey, next.publicKey];
    expect((await platform.ask('PUT', agentPaths.keys, { json: { platformKeys: both } })).json).toMatchObject({ platformKeys: both });
    const other = await createTestPlatform({ hostId: started.agent.hostId, port: () => started.agent.port, key: next });
    expect((await other.ask('GET', agentPaths.health)).status).toBe(200);
    await platform.ask('PUT', agentPaths.keys, { json: { platformKeys: [platform.key.publicKey] } });
    const token = await signerOf(next).sign(health);
    expect((await platform.ask('GET', agentPaths.health, { token })).json).toMatchObject({ code: 'HOST_TOKEN_INVALID' });
    expect((await platform.ask('PUT', agentPaths.keys, { json: { platformKeys: [] } })).json).toMatchObject({ code: 'INVALID_INPUT' });
    other.close();
  });
});

describe('a job over HTTP', () => {
  it('is put, followed, fetched and collected', async () => {
    const { platform } = started;
    const key = newKey();
    const photo = await sendWhole(platform, Buffer.from('a photo'));
    const put = await platform.ask('PUT', agentPaths.job(key), { json: { operation: 'removeBackground', inputs: [photo] } });
    expect([put.status, leasedJobSchema.parse(put.json).lease.fence]).toEqual([201, 1]);
    const followed = await platform.ask('GET', agentPaths.events(key));
    const events = eventsIn(followed.bytes);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
    expect(statesIn(events)).toEqual(['waiting', 'running', 'done']);
    const job = hostJobSchema.parse((await platform.ask('GET', agentPaths.job(key))).json);
    const output = job.items[0]?.output?.sha256 ?? '';
    expect((await platform.ask('GET', agentPaths.file(output))).bytes.toString()).toBe('a photo, cut');
    expect((await platform.ask('POST', agentPaths.collected(key), { json: { fence: 1 } })).status).toBe(204);
    expect((await platform.ask('GET', agentPaths.file(output))).status).toBe(404);
    await expect(access(join(folder.path, 'files', photo.sha256))).rejects.toThrow();
    expect((await platform.ask('GET', agentPaths.jobs)).json).toMatchObject({ items: expect.arrayContaining([{ ...job }]) });
  });

  it('tells its events again from any of them on, and that it lives while nothing happens', async () => {
    const { platform } = started;
    const key = newKey();
    const photo = await sendWhole(platform, Buffer.from('another photo'), 'slow.jpg');
    await platform.ask('PUT', agentPaths.job(key), { json: { operation: 'removeBackground', inputs: [photo] } });
    const all = await platform.ask('GET', agentPaths.events(key));
    expect(all.bytes.toString()).toContain(': still here');
    const rest = await platform.ask('GET', `${agentPaths.events(key)}?after=2`);
    expect(eventsIn(rest.bytes)).toEqual(eventsIn(all.bytes).slice(2));
    expect(eventsIn((await platform.ask('GET', `${agentPaths.events(key)}?after=999`)).bytes)).toEqual([]);
    expect((await platform.ask('GET', `${agentPaths.events(key)}?after=-1`)).json).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('whose results were collected is begun anew when it is wanted again', async () => {
    const { platform } = started;
    const key = newKey();
    const photo = await sendWhole(platform, Buffer.from('a third photo'));
    const wish = { json: { operation: 'removeBackground', inputs: [photo] } };
    await platform.ask('PUT', agentPaths.job(key), wish);
    await platform.ask('GET', agentPaths.events(key));
    expect((await platform.ask('PUT', agentPaths.job(key), wish)).json).toMatchObject({ job: { state: 'done', attempts: 1 } });
    await platform.ask('POST', agentPaths.collected(key), { json: { fence: 2 } });
    expect((await platform.ask('PUT', agentPaths.job(key), wish)).json).toMatchObject({ code: 'INPUT_MISSING' });
    await sendWhole(platform, Buffer.from('a third photo'));
    expect((await platform.ask('PUT', agentPaths.job(key), wish)).json).toMatchObject({ job: { state: 'waiting' } });
    await platform.ask('GET', agentPaths.events(key));
    expect((await platform.ask('GET', agentPaths.job(key))).json).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('is nobody else’s: a lower fence can neither renew, cancel nor collect it', async () => {
    const { platform } = started;
    const key = newKey();
    const wish = { json: { operation: 'removeBackground', inputs: [] } };
    await platform.ask('PUT', agentPaths.job(key), wish);
    await platform.ask('PUT', agentPaths.job(key), wish);
    for (const path of [agentPaths.lease(key), agentPaths.cancel(key), agentPaths.collected(key)]) {
      expect((await platform.ask('POST', path, { json: { fence: 1 } })).json).toMatchObject({ code: 'LEASE_LOST', status: 409 });
    }
    expect((await platform.ask('POST', agentPaths.lease(key), { json: { fence: 2 } })).status).toBe(200);
  });
});

describe('what cannot be', () => {
  it.each<[string, string, string, object, string]>([
    ['a path of nobody', 'GET', '/agent/v1/secrets', {}, 'NOT_FOUND'],
    ['a path that climbs', 'GET', '/agent/v1/files/../../key.pem', {}, 'NOT_FOUND'],
    ['a path that climbs in disguise', 'GET', '/agent/v1/jobs/..%2f..%2fkey.pem', {}, 'INVALID_INPUT'],
    ['another root', 'GET', '/health', {}, 'NOT_FOUND'],
    ['another method', 'DELETE', agentPaths.health, {}, 'METHOD_NOT_ALLOWED'],
    ['a job nobody knows', 'GET', agentPaths.job('no-such-job'), {}, 'NOT_FOUND'],
    ['events of a job nobody knows', 'GET', agentPaths.events('no-such-job'), {}, 'NOT_FOUND'],
    ['a key that is a path', 'PUT', agentPaths.job('..%5c..%5cwindows'), { json: {} }, 'INVALID_INPUT'],
    ['a body that is no JSON', 'POST', agentPaths.drain, { body: Buffer.from('{') }, 'INVALID_INPUT'],
    ['an operation nobody has', 'PUT', agentPaths.job('job-bad-1'), { json: { operation: 'format', inputs: [] } }, 'INVALID_INPUT'],
    ['fields nobody knows', 'PUT', agentPaths.job('job-bad-2'), { json: { operation: 'script', inputs: [], shell: 'x' } }, 'INVALID_INPUT'],
    ['a body of 3 MB', 'PUT', agentPaths.job('job-bad-3'), { body: Buffer.alloc(3_000_000, 32) }, 'PAYLOAD_TOO_LARGE'],
    ['a manifest nobody signed', 'PUT', agentPaths.manifest, { body: Buffer.from('e30.e30.e30') }, 'MANIFEST_INVALID'],
    ['an update where none can be', 'POST', agentPaths.update, { body: Buffer.from('x') }, 'OPERATION_UNSUPPORTED'],
  ])('is refused with its code: %s', async (_what, method, path, options, code) => {
    expect((await started.platform.ask(method, path, options)).json).toMatchObject({ code });
  });

  it('does not keep a body coming whose sender stops in the middle', async () => {
    const { platform, agent } = started;
    const path = agentPaths.drain;
    const headers = { authorization: `Bearer ${await signerOf(platform.key).sign({ method: 'POST', path })}`, 'content-length': '1000' };
    const options = { key: platform.key.toPem(), cert: makeCertificate(platform.key), rejectUnauthorized: false };
    const asked = request({ ...options, host: '127.0.0.1', port: agent.port, method: 'POST', path, headers, agent: false });
    asked.on('error', () => undefined);
    asked.write('{');
    asked.destroy();
    expect((await platform.ask('GET', agentPaths.health)).json).toMatchObject({ isDraining: false });
  });

  it('is a second agent on the same folder', async () => {
    await expect(createAgent({ dataDir: folder.path, runner: copyRunner, dials: false })).rejects.toMatchObject({
      code: 'DATA_FOLDER_IN_USE',
    });
  });
});
