// Takes a picture of every page in every light: `node e2e/web/screenshots.ts [FOLDER] [NAME…]`. To look at, not to compare.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser } from '@forecourt/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { startApp } from './app.ts';
import { desktop, phone, setUp } from './pages.ts';
import { type Shot, shots } from './shots.ts';

const [folder = '/tmp/shots', ...names] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
await using app = await startApp({ hasRealEngine: true });
await using browser = await openBrowser();

await everyLight({ name: 'welcome', path: new URL(app.printedUrl).pathname + new URL(app.printedUrl).search });
const first = await browser.newContext({ viewport: desktop });
await setUp(await first.newPage(), app, { hasSamples: true });
const storageState = await first.storageState();

for (const shot of shots) {
  if (names.length === 0 || names.some((name) => shot.name.startsWith(name))) {
    await everyLight(shot, shot.isSignedOut ? {} : { storageState });
  }
}

async function everyLight(shot: Shot, options: BrowserContextOptions = {}): Promise<void> {
  const sizes = { desktop: { viewport: desktop }, phone: { viewport: phone, hasTouch: true, isMobile: true } };
  for (const [size, device] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ ...options, ...device, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await shot.prepare?.(page);
      await page.goto(`${app.url}${shot.path}`);
      await settle(page);
      await shot.act?.(page);
      await settle(page);
      await page.screenshot({ path: join(folder, `${shot.name}-${size}-${colorScheme}.png`) });
      await context.close();
    }
  }
}

/** The stream of events keeps the network busy for ever: pictures and fonts are what counts. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(
      [...document.images].filter(({ loading }) => loading !== 'lazy').map((image) => image.decode().catch(() => undefined)),
    );
  });
}
