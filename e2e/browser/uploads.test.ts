import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createClient } from '@forecourt/sdk/client';
import { type Forecourt, listenForecourt } from '@forecourt/server';
import { chromium, makeKey, openBrowser, owner, startTcpProxy, type TcpProxy, temporaryFolder } from '@forecourt/testing';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largePhoto } from '../chaos/large-photo.ts';
import type { UploadsPage } from './uploads-page.ts';

const chunkBytes = 100_000;
/** Until what is waited for has come; a machine that is busy with other tests is slow. */
const patient = { timeout: 60_000 };
type Client = ReturnType<typeof createClient>;

declare global {
  var uploadsPage: UploadsPage;
}

describe.skipIf(!chromium.canStart)(`uploads from a browser${chromium.note}`, () => {
  let stack: AsyncDisposableStack;
  let network: TcpProxy;
  let context: BrowserContext;
  let client: Client;
  let key: string;
  let vehicleId: string;
  let origin: string;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    const folder = stack.use(await temporaryFolder());
    const server = stack.use(
      await listenForecourt({ port: 0, dataDir: folder.path, worker: false, owner, environment: { FORECOURT_SERVER_LOG: 'silent' } }),
    );
    const pages = await servePages(server.forecourt.listener);
    stack.defer(() => endServer(pages));
    network = stack.use(await startTcpProxy({ target: (pages.address() as AddressInfo).port }));
    origin = `http://127.0.0.1:${network.port}`;
    key = await makeKey(server.url);
    client = createClient({ url: server.url, key });
    vehicleId = (await client.vehicles.create({ stockNumber: '1', make: 'Red', model: 'Car' })).id;
    context = await stack.use(await openBrowser()).newContext();
  });
  afterAll(() => stack.disposeAsync());

  async function open(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(origin);
    await page.evaluate(([given, bytes]) => uploadsPage.open(given, bytes), [key, chunkBytes] as const);
    return page;
  }
  const given = (name: string, bytes: Uint8Array) => ({ key, vehicleId, name, base64: Buffer.from(bytes).toString('base64') });
  const statesOf = (page: Page) => page.evaluate(() => uploadsPage.states());
  const photosNamed = async (name: string) =>
    (await Array.fromAsync(client.photos.list({ vehicleId }))).filter((photo) => photo.name === name);

  it('go on in another tab when theirs is closed, without the file being picked again and without a second sender', async () => {
    const bytes = largePhoto(1_500_000, 1);
    const before = network.sentBytes;
    const first = await open();
    const slow = network.delay(30);
    await first.evaluate((file) => uploadsPage.add(file), given('front.png', bytes));
    await expect.poll(async () => (await statesOf(first))[0]?.sentBytes, patient).toBeGreaterThan(3 * chunkBytes);
    expect(await statesOf(first)).toMatchObject([{ isKept: true, status: 'sending' }]);

    const second = await open();
    expect(await second.evaluate(() => uploadsPage.restore())).toBe(1);
    expect(await statesOf(second)).toMatchObject([{ name: 'front.png', status: 'queued', sentBytes: 0 }]);
    slow[Symbol.dispose]();
    await first.close();
    await expect.poll(async () => (await statesOf(second))[0]?.status, patient).toBe('done');

    const photos = await photosNamed('front.png');
    expect(photos.map(({ asset }) => asset.sha256)).toEqual([createHash('sha256').update(bytes).digest('hex')]);
    // Some of it is heads of requests, the page and its script.
    expect(network.sentBytes - before).toBeLessThan(bytes.byteLength + chunkBytes + 60_000);
    // Nothing is left to be restored.
    const third = await open();
    expect(await third.evaluate(() => uploadsPage.restore())).toBe(0);
  });

  it('wait for the network, and go on when it returns', async () => {
    const page = await open();
    const slow = network.delay(20);
    await page.evaluate((file) => uploadsPage.add(file), given('rear.png', largePhoto(800_000, 2)));
    await expect.poll(async () => (await statesOf(page))[0]?.sentBytes, patient).toBeGreaterThan(chunkBytes);
    const gone = network.down();
    await expect.poll(async () => (await statesOf(page))[0], patient).toMatchObject({ status: 'waiting', code: 'SERVER_UNREACHABLE' });
    gone[Symbol.dispose]();
    slow[Symbol.dispose]();
    await expect.poll(async () => (await statesOf(page))[0]?.status, patient).toBe('done');
    expect(await photosNamed('rear.png')).toHaveLength(1);
  });

  it("are taken from Uppy's tus plug-in", async () => {
    const page = await open();
    const bytes = largePhoto(450_000, 3);
    expect(await page.evaluate((file) => uploadsPage.uppy(file), given('uppy.png', bytes))).toBe(1);
    expect((await photosNamed('uppy.png')).map(({ asset }) => asset.bytes)).toEqual([bytes.byteLength]);
  });
});

/** The page, its script, and behind them the API, on one origin. */
async function servePages(listener: Forecourt['listener']): Promise<Server> {
  const entry = fileURLToPath(new URL('./uploads-page.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    logLevel: 'silent',
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/')
      outgoing.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Uploads</title><script src="/page.js"></script>');
    else if (incoming.url === '/page.js') outgoing.setHeader('Content-Type', 'text/javascript').end(script);
    else if (incoming.url?.startsWith('/api/')) void listener(incoming, outgoing);
    else outgoing.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function endServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
