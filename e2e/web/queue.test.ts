import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, openBrowser } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsInEveryLook } from './accessibility.ts';
import { type RunningApp, startApp } from './app.ts';
import { desktop, signIn } from './pages.ts';
import { addFiles, clientOf } from './stock.ts';

describe.skipIf(!chromium.canStart)(`the queue${chromium.note}`, () => {
  let browser: Browser;
  let app: RunningApp;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    app = await startApp({ hasOwner: true });
    // The model is gone before anybody comes for whom it would be loaded.
    await rename(join(app.dataDir, 'models'), join(app.dataDir, 'models-away'));
    context = await browser.newContext({ viewport: desktop });
    await signIn(context, app);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  /** In light and dark, on a desktop and on a phone. */
  async function isAccessible(): Promise<void> {
    expect(await findingsInEveryLook(page)).toEqual([]);
  }

  it('keeps what failed with its cause, and makes all of it good once the cause is mended', async () => {
    const client = await clientOf(context, app);
    await addFiles(client, 'Q-1', 3);
    await page.goto(`${app.url}/jobs?state=failed`);
    await page.getByText('3 photos, 3 tries').waitFor();
    await isAccessible();
    // One, while nothing is mended: it fails again, and both tries are kept.
    const failed = await Array.fromAsync(client.jobs.list({ state: 'failed' }));
    const first = failed.find(({ photoName }) => photoName === 'photo-01.png')?.id ?? '';
    await page.getByRole('button', { name: 'Try again: photo-01.png' }).click();
    await page.getByText('1 photo started again').waitFor();
    await expect.poll(async () => (await client.jobs.attempts(first)).length, { timeout: 30_000 }).toBe(2);
    await page.reload();
    await page.getByText('3 photos, 3 tries').waitFor();
    await page.getByText('Tries of photo-01.png').click();
    await page.getByText('Try 1', { exact: true }).nth(1).waitFor();
    await rename(join(app.dataDir, 'models-away'), join(app.dataDir, 'models'));
    // Some.
    await page.getByRole('checkbox', { name: 'photo-01.png' }).click();
    await page.getByRole('checkbox', { name: 'photo-02.png' }).click();
    await page.getByRole('button', { name: 'Try 2 again' }).click();
    await page.getByText('1 photo, 1 try').waitFor();
    // All of the cause.
    await page.getByRole('button', { name: 'Try 1 photo again' }).click();
    await page.getByRole('heading', { name: 'Nothing is failed' }).waitFor();
    await page.getByRole('tab', { name: 'Done' }).click();
    await page.getByRole('listitem').filter({ hasText: '.png' }).nth(2).waitFor();
  });

  it('stops for who pauses it, says so to everybody, and goes on', async () => {
    const client = await clientOf(context, app);
    await page.goto(`${app.url}/jobs`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^Paused by/).waitFor();
    await addFiles(client, 'Q-2', 2);
    await page.getByRole('tab', { name: 'Waiting' }).click();
    const rows = page.getByRole('listitem').filter({ hasText: '.png' });
    await rows.nth(1).waitFor();
    const behind = rows.filter({ hasText: '1 ahead' });
    const name = (await behind.getByRole('link').first().textContent()) ?? '';
    await behind.getByRole('button', { name: `Do ${name} first` }).click();
    await rows.filter({ hasText: name }).filter({ hasText: 'Next' }).waitFor();
    await isAccessible();
    expect((await client.queue.read()).working).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('heading', { name: 'Nothing is waiting' }).waitFor();
    await page.getByRole('tab', { name: 'Done' }).click();
    await rows.nth(4).waitFor();
  });

  it('shows operators all dealerships, the workers and what runs by the clock', async () => {
    await page.goto(`${app.url}/jobs?state=installation`);
    const workers = page.getByRole('region', { name: 'Workers' });
    await workers.getByText('0 of 2').waitFor();
    await page.getByRole('region', { name: 'Tasks by the clock' }).getByText('Removes old events').waitFor();
    await page.getByRole('button', { name: 'Pause all dealerships' }).click();
    await page
      .getByText(/^All dealerships are paused by/)
      .first()
      .waitFor();
    await isAccessible();
    await page.getByRole('button', { name: 'Resume all dealerships' }).click();
    await page
      .getByText(/^All dealerships are paused by/)
      .first()
      .waitFor({ state: 'detached' });
  });
});
