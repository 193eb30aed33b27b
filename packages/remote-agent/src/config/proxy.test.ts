import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer, getCACertificates, type Server, setDefaultCACertificates } from 'node:tls';
import { makeCertificate, openssl, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAgent } from '../agent.ts';
import { enrolmentCheck } from '../doctor/checks/identity.ts';
import { platformCheck } from '../doctor/checks/roads.ts';
import { lookAt } from '../doctor/finding.ts';
import { behindProxy, type ConnectProxy, startConnectProxy } from '../testing/connect-proxy.ts';
import { copyRunner } from '../testing/copy-runner.ts';
import { enrolForTest } from '../testing/enrolled-agent.ts';
import { startPlatformServer, type TestPlatformServer } from '../testing/platform-server.ts';
import { enrol } from './enrol.ts';
import { type ProxyFor, proxyFrom } from './proxy.ts';
import { readAgentSettings } from './settings.ts';

const hostId = '01980a3e-7c1f-7000-8000-00000000a9e7';
const platformUrl = `https://${behindProxy}`;
const relayUrl = `wss://${behindProxy}/api/v1/relay`;

describe.skipIf(!openssl.canStart)(`an agent whose office lets nobody out but by a proxy${openssl.note}`, () => {
  const usual = getCACertificates('default');
  let folder: TemporaryFolder;
  let server: TestPlatformServer;
  let secure: Server;
  let proxy: ConnectProxy;
  let tls: Awaited<ReturnType<typeof makeCertificate>>;
  beforeAll(async () => {
    tls = await makeCertificate(behindProxy);
    setDefaultCACertificates([...usual, tls.certificate]);
  });
  afterAll(() => setDefaultCACertificates(usual));
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await startPlatformServer({ hostId });
    const { port } = new URL(server.url);
    secure = createServer({ key: tls.key, cert: tls.certificate }, (near) => {
      const far = connect(Number(port), '127.0.0.1');
      near.on('error', () => far.destroy()).pipe(far);
      far.on('error', () => near.destroy()).pipe(near);
    }).listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const { port: securePort } = secure.address() as AddressInfo;
    proxy = await startConnectProxy(securePort);
  });
  afterEach(async () => {
    await proxy[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    secure.close();
    await folder[Symbol.asyncDispose]();
  });

  const lookAtPlatform = async (proxyFor: ProxyFor) => {
    const settings = { ...readAgentSettings({ FORECOURT_AGENT_DATA_DIR: folder.path, FORECOURT_AGENT_PORT: '0' }), proxyFor };
    const [, found] = await lookAt([enrolmentCheck({ settings }), platformCheck({ settings })]);
    return found;
  };
  const dial = (proxyFor: ProxyFor) =>
    createAgent({
      ...{ dataDir: folder.path, runner: copyRunner, machine: { cores: 2, memoryBytes: 4e9, gpu: null }, random: () => 1, proxyFor },
      listen: { host: '127.0.0.1', port: 0 },
    });

  it.each([null, 'ada:p@ss w%rd:1'])(
    'enrols, dials, has a new key and is looked at through it alone, signed in as %s',
    async (credentials) => {
      proxy.credentials = credentials;
      const [user, ...password] = (credentials ?? '').split(':').map(encodeURIComponent);
      const url = credentials === null ? proxy.url : proxy.url.replace('//', `//${user}:${password.join('%3A')}@`);
      const { proxyFor } = readAgentSettings({ FORECOURT_AGENT_PROXY: url });
      const { platformKey, key } = await enrolForTest(folder.path, { relayUrl, platformUrl, keySince: '2020-01-01T00:00:00.000Z' });
      server.answers['/api/v1/enrolments/accept'] = () => ({
        ...{ hostId, dealership: 'Test cars', name: 'office', relayUrl, platformKeys: [platformKey.publicKey] },
      });
      const wish = { platformUrl, token: 'fce_1', name: 'PC', addresses: [], isReplaced: false, now: new Date() };
      await enrol({ ...wish, dataDir: `${folder.path}/other`, proxyFor });
      await expect(enrol({ ...wish, dataDir: `${folder.path}/direct` })).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });

      server.hostKeys = [key.publicKey];
      let rotated = (): void => undefined;
      const isRotated = new Promise<void>((resolve) => {
        rotated = resolve;
      });
      server.answers['/api/v1/enrolments/rotate'] = (body) => {
        server.hostKeys.push(String(Reflect.get(Object(body), 'publicKey')));
        rotated();
        return { platformKeys: [platformKey.publicKey] };
      };
      const line = server.nextLine();
      await using agent = await dial(proxyFor);
      await Promise.all([line, isRotated]);
      await expect.poll(() => agent.line()).toMatchObject({ state: 'open' });
      const found = await lookAtPlatform(proxyFor);
      expect(found).toMatchObject({ state: 'ok', message: expect.stringContaining(`by the proxy ${proxy.url}.`) });
      expect(proxy.asked).toEqual([1, 2, 3, 4].map(() => `${behindProxy}:443`));
    },
  );

  it('says what the proxy has against it, on the line and to whoever looks, and never its password', async () => {
    await enrolForTest(folder.path, { relayUrl, platformUrl });
    const { proxyFor } = readAgentSettings({ FORECOURT_AGENT_PROXY: proxy.url.replace('//', '//ada:secret@') });
    const cases = [
      [407, 'refused the way to platform.invalid with 407', 'http://user:password@proxy:8080'],
      [403, 'refused the way to platform.invalid with 403', 'let this computer through'],
    ] as const;
    for (const [status, message, hint] of cases) {
      proxy.refusal = status;
      const told = { message: expect.stringContaining(message), hint: expect.stringContaining(hint) };
      await using agent = await dial(proxyFor);
      await expect.poll(() => agent.line()?.problem).toMatchObject({ code: 'SERVER_UNREACHABLE', ...told });
      const found = await lookAtPlatform(proxyFor);
      expect(found).toMatchObject({ state: 'failed', ...told });
      expect(JSON.stringify([found, agent.line()?.problem])).not.toContain('secret');
    }
    expect(server.asked).toEqual([]);
    await proxy[Symbol.asyncDispose]();
    expect(await lookAtPlatform(proxyFor)).toMatchObject({ state: 'failed', message: `The proxy ${proxy.url} does not answer.` });
    proxy = await startConnectProxy(1);
  });

  it('gives a proxy up that says nothing, and leaves no connection to it behind', async () => {
    await enrolForTest(folder.path, { relayUrl, platformUrl });
    proxy.refusal = 0;
    const agent = await dial(() => new URL(proxy.url));
    await expect.poll(() => [proxy.asked.length, proxy.connections()]).toEqual([1, 1]);
    await agent.close();
    await expect.poll(() => proxy.connections()).toBe(0);
  });
});

describe('which proxy it is', () => {
  const through = (url: string, environment: Record<string, string>, own?: string) =>
    proxyFrom(own, environment)(new URL(url))?.href ?? null;
  const https = { HTTPS_PROXY: 'http://one:8080', HTTP_PROXY: 'two:3128' };

  it.each<[string, Record<string, string>, string | undefined, string | null]>([
    ['https://cars.example', {}, undefined, null],
    ['https://cars.example', https, undefined, 'http://one:8080/'],
    ['wss://cars.example/relay', https, undefined, 'http://one:8080/'],
    ['http://cars.example', https, undefined, 'http://two:3128/'],
    ['ws://cars.example', https, undefined, 'http://two:3128/'],
    ['https://cars.example', { https_proxy: 'http://small', HTTPS_PROXY: 'http://large' }, undefined, 'http://small/'],
    ['https://cars.example', { ...https, NO_PROXY: 'other.example, .example' }, undefined, null],
    ['https://cars.example', { ...https, NO_PROXY: 'cars.example:443' }, undefined, null],
    ['https://cars.example', { ...https, NO_PROXY: 'cars.example:8443,scars.example,s.example' }, undefined, 'http://one:8080/'],
    ['https://10.0.0.7', { ...https, no_proxy: '10.0.0.7' }, undefined, null],
    ['https://10.0.0.7', { ...https, no_proxy: '0.0.7' }, undefined, 'http://one:8080/'],
    ['https://[::1]:8443', { ...https, no_proxy: '::1' }, undefined, null],
    ['https://cars.example', { ...https, NO_PROXY: '*' }, 'http://own:1', 'http://own:1/'],
    ['https://cars.example', https, 'none', null],
  ])('for %s with %o and a setting of %s', (url, environment, own, proxy) => {
    expect(through(url, environment, own)).toBe(proxy);
  });

  it('is refused where it is none, without saying the password that may be in it', () => {
    for (const text of ['socks5://ada:secret@one', 'http://ada:secret@one:99999999']) {
      expect(() => through('https://cars.example', {}, text)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', message: expect.not.stringContaining('secret') }),
      );
    }
  });
});
