import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { enrolmentRequestSchema } from '@forecourt/sdk/contract';
import { hostKeyFromPem } from '@forecourt/sdk/remote';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enrolForTest } from '../testing/enrolled-agent.ts';
import { startPlatformServer, type TestPlatformServer } from '../testing/platform-server.ts';
import { ownAddresses } from './addresses.ts';
import { readIdentity, writePrivate } from './config.ts';
import { engineFolders } from './engine-folders.ts';
import { type EnrolOptions, enrol } from './enrol.ts';
import { createIdentityHolder } from './holder.ts';
import { placesIn } from './places.ts';
import { isKeyDue, rotateKey } from './rotate-key.ts';
import { readAgentSettings } from './settings.ts';

const hostId = '01980a3e-7c1f-7000-8000-00000000a9e7';
const platformKey = 'A'.repeat(43);
const accept = '/api/v1/enrolments/accept';
const rotate = '/api/v1/enrolments/rotate';
let folder: TemporaryFolder;
let server: TestPlatformServer;
beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startPlatformServer({ hostId });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const wish = (more: Partial<EnrolOptions> = {}): EnrolOptions => ({
  dataDir: join(folder.path, 'agent'),
  platformUrl: `${server.url}/`,
  token: 'fch_token',
  name: 'office',
  addresses: ['https://192.168.1.5:7443'],
  isReplaced: false,
  now: new Date('2026-11-22T00:00:00Z'),
  ...more,
});
const answer = () => ({ hostId, dealership: 'Test cars', name: 'office', platformKeys: [platformKey], relayUrl: server.relayUrl });

describe('enrolling', () => {
  it('sends the public key with the token, and keeps the private one where only its owner reads it', async () => {
    server.answers[accept] = answer;
    expect(await enrol(wish())).toMatchObject({ hostId, platformUrl: server.url, keySince: '2026-11-22T00:00:00.000Z' });
    const { config, key } = await readIdentity(wish().dataDir);
    expect(config).toMatchObject({ name: 'office', platformKeys: [platformKey] });
    const [asked] = server.asked;
    expect(asked?.token).toBe('fch_token');
    expect(enrolmentRequestSchema.parse(asked?.body)).toMatchObject({ publicKey: key.publicKey, addresses: ['https://192.168.1.5:7443'] });
    for (const path of [placesIn(wish().dataDir).key, placesIn(wish().dataDir).config]) expect((await stat(path)).mode & 0o077).toBe(0);
    expect(JSON.stringify(server.asked)).not.toContain('PRIVATE');
  });

  it('is refused with the words of the platform, and writes nothing then', async () => {
    server.answers[accept] = () => {
      throw new ForecourtError('ENROLMENT_TOKEN_INVALID', 'This token was used.');
    };
    await expect(enrol(wish())).rejects.toMatchObject({ code: 'ENROLMENT_TOKEN_INVALID', hint: expect.stringContaining('15 minutes') });
    await expect(readIdentity(wish().dataDir)).rejects.toMatchObject({ code: 'AGENT_NOT_ENROLLED' });
  });

  it('does not make another host of a computer that is one, unless that is said', async () => {
    server.answers[accept] = answer;
    await enrol(wish());
    const before = (await readIdentity(wish().dataDir)).key.publicKey;
    await expect(enrol(wish())).rejects.toMatchObject({ code: 'OUTPUT_EXISTS', hint: expect.stringContaining('--replace') });
    await enrol(wish({ isReplaced: true }));
    expect((await readIdentity(wish().dataDir)).key.publicKey).not.toBe(before);
  });

  it('stays the host that it is when an installer is run again, and becomes another where it was revoked', async () => {
    server.answers[accept] = answer;
    await enrol(wish());
    const { key } = await readIdentity(wish().dataDir);
    server.hostKeys = [key.publicKey];
    server.answers[rotate] = (body) => {
      expect(body).toEqual({ publicKey: key.publicKey });
      return { platformKeys: [platformKey] };
    };
    expect(await enrol(wish({ staysWhereKnown: true, token: 'fch_other' }))).toMatchObject({ hostId });
    expect(server.asked.filter(({ token }) => token === 'fch_other')).toEqual([]);
    expect((await readIdentity(wish().dataDir)).key.publicKey).toBe(key.publicKey);
    server.answers[rotate] = () => {
      throw new ForecourtError('HOST_REVOKED', 'It was revoked.');
    };
    await enrol(wish({ staysWhereKnown: true, token: 'fch_other' }));
    expect((await readIdentity(wish().dataDir)).key.publicKey).not.toBe(key.publicKey);
    const elsewhere = wish({ staysWhereKnown: true, platformUrl: 'https://other.example' });
    await expect(enrol(elsewhere)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  });

  it.each([
    ['nobody answers', 'http://127.0.0.1:9', 'SERVER_UNREACHABLE'],
    ['that is no address', 'cars', 'INVALID_INPUT'],
  ])('says what is wrong where %s', async (_what, platformUrl, code) => {
    await expect(enrol(wish({ platformUrl }))).rejects.toMatchObject({ code });
  });

  it('says so where what answers is no platform', async () => {
    server.answers[accept] = () => ({ hello: 'world' });
    await expect(enrol(wish())).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  });
});

describe('a new key each month', () => {
  const month = 31 * 86_400_000;

  async function enrolled(now = Date.now()) {
    const { key } = await enrolForTest(folder.path, { platformUrl: server.url, keySince: new Date(now - month).toISOString() });
    server.hostKeys = [key.publicKey];
    server.answers[rotate] = (body) => {
      const publicKey = String(Reflect.get(Object(body), 'publicKey'));
      server.hostKeys = [publicKey, ...server.hostKeys.filter((known) => known !== publicKey)].slice(0, 2);
      return { platformKeys: [platformKey] };
    };
    const identity = createIdentityHolder(folder.path, await readIdentity(folder.path));
    return { key, options: { dataDir: folder.path, identity, clock: Date } };
  }

  it('is made, told to the platform with the former one, and then used', async () => {
    const { key, options } = await enrolled();
    expect(await isKeyDue(options)).toBe(true);
    await rotateKey(options);
    const now = await readIdentity(folder.path);
    expect(now.key.publicKey).not.toBe(key.publicKey);
    expect(server.hostKeys).toEqual([now.key.publicKey, key.publicKey]);
    expect([now.config.platformKeys, options.identity.current().key.publicKey]).toEqual([[platformKey], now.key.publicKey]);
    expect(await isKeyDue(options)).toBe(false);
  });

  it('is the same one after an interruption, so that the platform never waits for a key that nobody has', async () => {
    const { options } = await enrolled();
    server.answers[rotate] = () => {
      throw new ForecourtError('SERVER_STOPPING', 'It restarts.');
    };
    await expect(rotateKey(options)).rejects.toMatchObject({ code: 'SERVER_STOPPING' });
    const waiting = hostKeyFromPem(await readFile(placesIn(folder.path).nextKey, 'utf8')).publicKey;
    server.answers[rotate] = () => ({ platformKeys: [platformKey] });
    expect(await isKeyDue(options)).toBe(true);
    await rotateKey(options);
    expect((await readIdentity(folder.path)).key.publicKey).toBe(waiting);
  });

  it('counts alone where the former one ran out before this was noticed', async () => {
    const { key, options } = await enrolled();
    const other = await enrolForTest(join(folder.path, 'other'));
    await writePrivate(placesIn(folder.path).nextKey, other.key.toPem());
    server.hostKeys = [other.key.publicKey];
    await rotateKey(options);
    expect((await readIdentity(folder.path)).key.publicKey).toBe(other.key.publicKey);
    expect(key.publicKey).not.toBe(other.key.publicKey);
  });

  it('comes by the right time from a clock that is off by an hour', async () => {
    const { options } = await enrolled();
    await rotateKey({ ...options, clock: { now: () => Date.now() - 3_600_000 } });
    expect(server.hostKeys).toHaveLength(2);
  });
});

describe('what lies in the data folder', () => {
  it('is named where it was spoilt', async () => {
    await enrolForTest(folder.path);
    await writeFile(placesIn(folder.path).config, '{"hostId":');
    await expect(readIdentity(folder.path)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('config.json'),
    });
    await writeFile(placesIn(folder.path).config, '{"hostId":"x"}');
    await expect(readIdentity(folder.path)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('settings of the agent', () => {
  it('are checked, and unknown ones are errors', () => {
    const tool = '{"name":"rembg","program":"rembg","arguments":["i","{input}","{output}"]}';
    expect(readAgentSettings({ FORECOURT_AGENT_PORT: '0', FORECOURT_AGENT_TOOL: tool, PATH: '/bin' })).toMatchObject({
      port: 0,
      keepFreeBytes: 2_000_000_000,
      tool: { program: 'rembg' },
    });
    expect(() => readAgentSettings({ FORECOURT_AGENT_PROT: '0' })).toThrow(expect.objectContaining({ code: 'UNKNOWN_SETTING' }));
    expect(() => readAgentSettings({ FORECOURT_AGENT_TOOL: 'rembg' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('addresses of this computer', () => {
  const at = (address: string, family: 'IPv4' | 'IPv6' = 'IPv4', internal = false) => ({ address, family, internal });

  it('are told with the network of the office first, then Tailscale, and never those that only this computer knows', () => {
    const found = ownAddresses(7443, {
      lo: [at('127.0.0.1', 'IPv4', true)],
      wan: [at('203.0.113.9'), at('2001:db8::5', 'IPv6'), at('fe80::1', 'IPv6')],
      tailscale0: [at('100.101.1.2')],
      none: [at('169.254.1.1')],
      lan: [at('192.168.1.5'), at('10.0.0.7')],
    });
    expect(found).toEqual([
      'https://192.168.1.5:7443',
      'https://10.0.0.7:7443',
      'https://100.101.1.2:7443',
      'https://203.0.113.9:7443',
      'https://[2001:db8::5]:7443',
    ]);
  });
});

describe('the folders of the engine', () => {
  it('lie with an agent of the computer, whose account has none of its own, and nowhere else where somebody says where', () => {
    const dataDir = join('/var', 'lib', 'agent');
    expect(engineFolders({ dataDir, isSystem: true, environment: { FORECOURT_CACHE_DIR: '/cache' } })).toEqual({
      FORECOURT_DATA_DIR: join(dataDir, 'engine'),
    });
    expect(engineFolders({ dataDir, isSystem: false, environment: {} })).toEqual({});
  });
});
