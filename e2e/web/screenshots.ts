// Takes a picture of every page in every light: `node e2e/web/screenshots.ts [FOLDER] [NAME…]`. To look at, not to compare.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser, startOpenAiEmulator, startReplicateEmulator } from '@forecourt/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type RunningApp, startApp } from './app.ts';
import { generateShots, noProviderShots } from './generate-shots.ts';
import { addProviders } from './generating.ts';
import { furnishOffice, noHostShots } from './host-shots.ts';
import { desktop, phone, setUp } from './pages.ts';
import { emptyProviderShots, providerShots } from './provider-shots.ts';
import { doneShots, failingShots, type Shot, shots } from './shots.ts';
import { clientOf, type Stock } from './stock.ts';
import { webhookShots } from './webhook-shots.ts';

/** As many photos as the sample vehicles have. */
const sampleCount = 20;
const [folder = '/tmp/shots', ...names] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
await using browser = await openBrowser();
{
  await using app = await startApp({ hasRealEngine: true });
  await everyLight(app, { name: 'welcome', path: new URL(app.printedUrl).pathname + new URL(app.printedUrl).search });
  const { takeAll, client } = await firstVisit(app);
  await takeAll([...shots, ...webhookShots]);
  await nothingUnderWay(client);
  await takeAll(doneShots);
}
{
  await using app = await startApp({ env: { FORECOURT_MODEL: 'none-such' } });
  const { takeAll, client } = await firstVisit(app);
  await nothingUnderWay(client);
  await takeAll(failingShots);
}
{
  await using openai = await startOpenAiEmulator();
  await using replicate = await startReplicateEmulator();
  await using app = await startApp({ env: { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' } });
  const { takeAll, client } = await firstVisit(app);
  await takeAll([...noProviderShots, ...emptyProviderShots]);
  await addProviders(client, { openai, replicate });
  await takeAll(generateShots({ openai, replicate }));
  openai.failWith(undefined);
  await takeAll(providerShots(openai));
}
{
  await using app = await startApp();
  const { takeAll, client } = await firstVisit(app);
  await takeAll(noHostShots);
  await using office = await furnishOffice(client, app);
  await takeAll(office.shots);
}

/** The owner with samples, and who takes pictures as that person. */
async function firstVisit(app: RunningApp) {
  const context = await browser.newContext({ viewport: desktop });
  await setUp(await context.newPage(), app, { hasSamples: true });
  const storageState = await context.storageState();
  const client = await clientOf(context, app);
  const takeAll = async (all: readonly Shot[]) => {
    for (const shot of all) {
      if (names.length > 0 && !names.some((name) => shot.name.startsWith(name))) continue;
      const path = typeof shot.path === 'string' ? shot.path : await shot.path(client);
      await everyLight(app, { ...shot, path }, shot.isSignedOut ? {} : { storageState });
    }
  };
  return { takeAll, client };
}

async function nothingUnderWay(client: Stock): Promise<void> {
  for await (const _event of client.events()) {
    const { items } = await client.jobs.list({ limit: 200 }).page();
    if (items.length >= sampleCount && items.every(({ state }) => state === 'done' || state === 'failed')) return;
  }
}

async function everyLight(app: RunningApp, shot: Shot & { readonly path: string }, options: BrowserContextOptions = {}): Promise<void> {
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
