// Takes a picture of every page in every light: `node e2e/web/screenshots.ts [FOLDER]`. To look at, not to compare.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser } from '@forecourt/testing';
import type { Page } from 'playwright-core';
import { startApp } from './app.ts';
import { desktop, phone, setUp } from './pages.ts';
import { shots } from './shots.ts';

const folder = process.argv[2] ?? '/tmp/shots';
await mkdir(folder, { recursive: true });
await using app = await startApp({ hasRealEngine: true });
await using browser = await openBrowser();

const first = await browser.newContext({ viewport: desktop });
const firstPage = await first.newPage();
await firstPage.goto(app.printedUrl);
await everyLight(firstPage, 'welcome');
await setUp(firstPage, app, { hasSamples: true });
const storageState = await first.storageState();

for (const shot of shots) {
  const context = await browser.newContext(shot.isSignedOut ? {} : { storageState });
  const page = await context.newPage();
  await page.setViewportSize(desktop);
  await shot.prepare?.(page);
  await page.goto(`${app.url}${shot.path}`);
  await shot.act?.(page);
  await everyLight(page, shot.name);
  await context.close();
}

async function everyLight(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries({ desktop, phone })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
    }
  }
}
