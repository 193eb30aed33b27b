import { join } from 'node:path';
import { createClient } from '@forecourt/sdk/client';
import { createUploader } from '@forecourt/sdk/uploads';
import { fileSource } from '@forecourt/sdk/uploads/node';
import { chromium, openBrowser, samplesFolder } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInEveryLook } from './accessibility.ts';
import { type RunningApp, startApp } from './app.ts';
import { desktop, signIn } from './pages.ts';

const stills = ['hatchback-red-street-front-left', 'saloon-silver-lot-front-left'];

/** Adds a vehicle with two photos, as a program would. */
async function addPhotos(context: BrowserContext, app: RunningApp): Promise<void> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const client = createClient({ url: app.url, headers: { cookie } });
  const { id } = await client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
  await using uploader = createUploader({ client, storage: null });
  for (const name of stills) await uploader.add(await fileSource(join(samplesFolder, 'stills', `${name}.jpg`)), { vehicleId: id }).done;
}

describe.skipIf(!chromium.canStart)(`jobs and keys${chromium.note}`, () => {
  let browser: Browser;
  /** Nobody works there. */
  let idle: RunningApp;

  beforeAll(async () => {
    [browser, idle] = await Promise.all([openBrowser(), startApp({ hasOwner: true, env: { FORECOURT_SERVER_WORKER: 'no' } })]);
  });
  afterAll(async () => {
    await browser.close();
    await idle[Symbol.asyncDispose]();
  });

  async function open(app: RunningApp, path: string): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ viewport: desktop });
    await signIn(context, app);
    const page = await context.newPage();
    await page.goto(`${app.url}${path}`);
    return { context, page };
  }

  it('says so when the server is gone, and is true again when it is back', async () => {
    const { context, page } = await open(idle, '/vehicles');
    await page.getByRole('heading', { name: 'From the lot to the listing' }).waitFor();
    await page.locator('[data-live=live]').waitFor({ state: 'attached' });
    await Promise.all([idle.restart('SIGKILL'), page.getByText('Reconnecting').waitFor()]);
    const answer = await context.request.post(`${idle.url}/api/v1/vehicles`, {
      data: { stockNumber: 'B-1', make: 'BMW', model: '320d' },
      headers: { Origin: idle.url },
    });
    expect(answer.status()).toBe(201);
    await page.getByRole('link', { name: 'BMW 320d' }).waitFor({ timeout: 60_000 });
    await page.getByText('Reconnecting').waitFor({ state: 'detached' });
  });

  it('shows jobs as they come, cancels them and starts them again', async () => {
    const { context, page } = await open(idle, '/jobs');
    await page.getByRole('heading', { name: 'No jobs yet' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await addPhotos(context, idle);
    const rows = page.getByRole('listitem').filter({ hasText: '.jpg' });
    await rows.filter({ hasText: 'Waiting' }).nth(1).waitFor();
    await rows.filter({ hasText: '1 ahead' }).getByRole('button', { name: 'Cancel' }).click();
    await rows.filter({ hasText: 'Cancelled' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Cancelled' }).click();
    await page.getByRole('button', { name: /Try again:/ }).click();
    await page.getByRole('heading', { name: 'Nothing is cancelled' }).waitFor();
    await page.getByRole('tab', { name: 'Waiting' }).click();
    await rows.nth(1).waitFor();
  });

  it('says why a job failed, and tries all of them again', async () => {
    await using broken = await startApp({ hasOwner: true, env: { FORECOURT_MODEL: 'none-such' } });
    const { context, page } = await open(broken, '/jobs');
    await addPhotos(context, broken);
    const failed = page.getByRole('listitem').filter({ hasText: 'Failed' });
    await failed.nth(1).waitFor();
    expect(await failed.first().textContent()).toContain('none-such');
    expect(await findingsInEveryLook(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Failed' }).click();
    await page.getByRole('button', { name: 'Try 2 photos again' }).click();
    await page.getByRole('tab', { name: 'All' }).click();
    await failed.filter({ hasText: 'just now' }).nth(1).waitFor();
    await context.close();
  });

  it('makes an API key, shows it once, and revokes it after asking', async () => {
    const { page } = await open(idle, '/settings/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('button', { name: 'Make key' }).click();
    await page.getByText('Enter a name.').waitFor();
    await page.getByLabel('Name').fill('Website import');
    await page.getByRole('checkbox', { name: 'Start, retry and cancel jobs' }).click();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make key' }).click();
    const secret = await page.getByLabel('API key', { exact: true }).inputValue();
    expect(await accessibilityFindings(page)).toEqual([]);
    const client = createClient({ url: idle.url, key: secret });
    expect(await client.session.read()).toMatchObject({ kind: 'key' });
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.content()).not.toContain(secret);
    await page.getByText('6 rights').waitFor();
    await page.getByRole('button', { name: 'Revoke Website import' }).click();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    await expect(client.session.read()).rejects.toMatchObject({ code: 'KEY_REVOKED' });
  });
});
