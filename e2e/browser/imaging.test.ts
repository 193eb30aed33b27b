import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { applyOperations, decodeImage, encodeImage, measurePalette, type Picture, type SketchStep } from '@forecourt/sdk/imaging';
import { chromium, openBrowser } from '@forecourt/testing';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCar, drawing, photographed } from '../../packages/sdk/src/imaging/testing/drawings.ts';
import type { ImagingPage } from './imaging-page.ts';

declare global {
  var imagingPage: ImagingPage;
}

const sheet = drawing(300, 200);
drawCar(sheet, 0, 20, 0.5, 4, [190, 30, 30]);
sheet.text('SALE', 20, 10, 24, 3);
const drawn = sheet.picture;
const photo = photographed(drawn);
const sent = ({ data, widthPx, heightPx, channels }: Picture) => ({
  widthPx,
  heightPx,
  channels,
  base64: Buffer.from(data).toString('base64'),
});
const bytesOf = ({ base64 }: { readonly base64: string }) => Buffer.from(base64, 'base64');

describe.skipIf(!chromium.canStart)(`pictures in a browser${chromium.note}`, () => {
  let stack: AsyncDisposableStack;
  let page: Page;
  let png: Uint8Array;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    png = await encodeImage(drawn, { format: 'png' });
    const server = await servePage(png);
    stack.defer(() => endServer(server));
    page = await stack.use(await openBrowser()).newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => stack.disposeAsync());

  it('are the same from a file, a blob, bytes, a stream, an address, a canvas and its ImageData', async () => {
    const base64 = Buffer.from(png).toString('base64');
    const decoded = await page.evaluate(([file, address]) => imagingPage.inEveryWay(file, address), [base64, '/sketch.png'] as const);
    expect(Object.keys(decoded)).toHaveLength(10);
    for (const [way, result] of Object.entries(decoded)) {
      expect([way, result.widthPx, result.heightPx]).toEqual([way, 300, 200]);
      const bytes = bytesOf(result);
      let different = 0;
      for (let pixel = 0; pixel < 300 * 200; pixel++) {
        for (let channel = 0; channel < 3; channel++) {
          if (bytes[pixel * result.channels + channel] !== drawn.data[pixel * 3 + channel]) different++;
        }
      }
      expect([way, different]).toEqual([way, 0]);
    }
  });

  it.each<SketchStep>([
    { operation: 'clean-background' },
    { operation: 'contrast', method: 'local' },
    { operation: 'edges' },
    { operation: 'lines', widthPx: 3 },
    { operation: 'palette', count: 4 },
    { operation: 'mask-text' },
    { operation: 'pad-to-aspect', widthPx: 1, heightPx: 1 },
  ])('go through $operation with the same result as in Node', async (step) => {
    const there = await page.evaluate(([given, steps]) => imagingPage.apply(given, steps), [sent(photo), [step]] as const);
    const here = await applyOperations(photo, [step]);
    expect(there).toMatchObject({ widthPx: here.widthPx, heightPx: here.heightPx, channels: here.channels });
    expect(Buffer.compare(bytesOf(there), here.data)).toBe(0);
  });

  it('are made smaller and larger much as in Node', async () => {
    for (const widthPx of [120, 450]) {
      const step: SketchStep = { operation: 'resize', widthPx, enlarge: true };
      const there = bytesOf(await page.evaluate(([given, steps]) => imagingPage.apply(given, steps), [sent(photo), [step]] as const));
      const here = (await applyOperations(photo, [step])).data;
      expect(there).toHaveLength(here.length);
      expect(there.reduce((sum, value, at) => sum + Math.abs(value - (here[at] ?? 0)), 0) / here.length).toBeLessThan(1);
    }
  });

  it('have the same palette as in Node', async () => {
    const there = await page.evaluate((given) => imagingPage.palette(given, 3), sent(drawn));
    expect(there).toEqual(measurePalette(drawn, { count: 3 }));
  });

  it('become what a model takes, and come back without padding', async () => {
    const taker = { inputTypes: ['image/png'], sizes: { kind: 'list' as const, list: [{ widthPx: 256, heightPx: 256 }] } };
    const { base64, codes, restored } = await page.evaluate(([given, options]) => imagingPage.prepare(given, options), [
      sent(photo),
      { for: taker },
    ] as const);
    expect(codes).toEqual(['SHRUNK', 'PADDED', 'TEXT_KEPT']);
    expect(restored).toEqual({ widthPx: 256, heightPx: 171 });
    const { pixels, info } = await decodeImage(Buffer.from(base64, 'base64'));
    expect(info).toMatchObject({ type: 'png', widthPx: 256, heightPx: 256 });
    expect(pixels.data[0]).toBe(255);
  });

  it('are written as PNG, WebP and JPEG', async () => {
    for (const format of ['png', 'webp', 'jpeg'] as const) {
      const base64 = await page.evaluate(([given, type]) => imagingPage.encode(given, type), [sent(drawn), format] as const);
      expect((await decodeImage(Buffer.from(base64, 'base64'))).info).toMatchObject({ type: format, widthPx: 300, heightPx: 200 });
    }
  });

  it.each([
    ['that is a page', '/', 'UNSUPPORTED_TYPE'],
    ['that is not there', '/gone.png', 'DOWNLOAD_FAILED'],
    ['where nobody answers', 'http://127.0.0.1:9/x.png', 'DOWNLOAD_FAILED'],
    ['that is no picture', '/broken.png', 'NOT_DECODABLE'],
    ['that never ends', '/endless.png', 'FILE_TOO_LARGE'],
  ])('are refused from an address %s', async (_what, address, code) => {
    expect(await page.evaluate((given) => imagingPage.codeOf(given), address)).toBe(code);
  });
});

async function servePage(png: Uint8Array): Promise<Server> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./imaging-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    // Anything of Node's or native in what a page imports would end the build here.
    platform: 'browser',
    logLevel: 'silent',
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    switch (request.url) {
      case '/':
        return void response
          .setHeader('Content-Type', 'text/html')
          .end('<!doctype html><title>Imaging</title><script src="/page.js"></script>');
      case '/page.js':
        return void response.setHeader('Content-Type', 'text/javascript').end(script);
      case '/sketch.png':
        return void response.setHeader('Content-Type', 'image/png').end(png);
      case '/broken.png':
        return void response.setHeader('Content-Type', 'image/png').end(Buffer.alloc(1000, 7));
      case '/endless.png':
        return void response.setHeader('Content-Type', 'image/png').end(Buffer.alloc(400_000, 7));
      default:
        return void response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function endServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
