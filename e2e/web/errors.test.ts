import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createUploader } from '@forecourt/sdk/uploads';
import { chromium, openBrowser } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInEveryLook } from './accessibility.ts';
import { type RunningApp, startApp } from './app.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf, photoFile, photosInState } from './stock.ts';

describe.skipIf(!chromium.canStart)(`errors${chromium.note}`, () => {
  let browser: Browser;
  let app: RunningApp;
  let context: BrowserContext;
  let page: Page;
  /** Without them every photo fails. */
  let weights: string;

  beforeAll(async () => {
    [browser, app] = await Promise.all([openBrowser(), startApp({ hasOwner: true })]);
    weights = await weightsOf(app);
    await rename(weights, `${weights}.away`);
    context = await browser.newContext({ viewport: desktop });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.url });
    await signIn(context, app);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  const group = () => page.locator('[data-error-state]').filter({ hasText: 'The model is not installed' });

  it('are good news while there are none', async () => {
    await page.goto(`${app.url}/errors`);
    await page.getByRole('heading', { name: 'Nothing is wrong' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Notifications', exact: true }).click();
    await page.getByRole('heading', { name: 'Nothing new' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('of a provider that fails stand there as it happens: one group, one notification, the photos that it stopped', async () => {
    const client = await clientOf(context, app);
    const vehicle = await client.vehicles.create({ stockNumber: 'E-1', make: 'Audi', model: 'A4' });
    await using uploader = createUploader({ client, storage: null });
    const names = ['a.png', 'b.png', 'c.png'];
    await Promise.all(names.map((name, index) => uploader.add(photoFile(name, index + 1), { vehicleId: vehicle.id }).done));
    await group().filter({ hasText: '3 photos have no new cutout' }).waitFor();
    await page.getByRole('button', { name: 'Notifications: 1 unread' }).waitFor();
    await group().getByRole('button', { name: 'Details' }).click();
    for (const name of names) await group().getByRole('link', { name }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await group().locator('details summary').first().click();
    await group().getByRole('button', { name: 'Copy all of it' }).first().click();
    const copied: string = await page.evaluate(() => navigator.clipboard.readText());
    const { items } = await client.jobs.list({ state: 'failed' }).page();
    // The upload's own id, from the browser through the job to the failure.
    const id = /^id: (.+)$/m.exec(copied)?.[1];
    expect(items.map(({ correlationId }) => correlationId)).toContain(id);
    expect(await findingsInEveryLook(page)).toEqual([]);
    // The photo's card gives the same id.
    const card = await context.newPage();
    await card.goto(`${app.url}/vehicles/${vehicle.id}`);
    await card.getByRole('button', { name: 'Copy the details of a.png' }).click();
    await card.getByText('Details copied').waitFor();
    const ofCard: string = await card.evaluate(() => navigator.clipboard.readText());
    expect(items.map(({ correlationId }) => correlationId)).toContain(/^id: (.+)$/m.exec(ofCard)?.[1]);
    await card.close();
  });

  it('are taken care of from the bell, by keyboard', async () => {
    await page.getByRole('button', { name: 'Notifications: 1 unread' }).press('Enter');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'I take care of it' }).press('Enter');
    await page.getByText('has seen to it').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await page.locator('[data-error-state=acknowledged]').waitFor();
  });

  it('are mended with one button once their cause is', async () => {
    await rename(`${weights}.away`, weights);
    await group().getByRole('button', { name: 'Try 3 photos again' }).click();
    const client = await clientOf(context, app);
    const { items } = await client.vehicles.list().page();
    await photosInState(client, items[0]?.id ?? '', 'review', 3);
    await group().getByText('All photos that it stopped have been taken up again.').waitFor();
    await group().getByRole('button', { name: 'Mark resolved' }).click();
    await page.getByRole('heading', { name: 'Nothing is wrong' }).waitFor();
    await page.getByRole('tab', { name: 'Resolved' }).click();
    await group().waitFor();
    // The end of the set is told too.
    await page.getByRole('button', { name: 'Notifications: 1 unread' }).click();
    await page.getByRole('link', { name: 'Audi A4, E-1: 3 photos ready to review' }).waitFor();
    await page.getByRole('button', { name: 'Mark all read' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  });

  it('are told as a person wishes', async () => {
    await page.goto(`${app.url}/settings/notifications`);
    const kind = page.getByRole('group', { name: 'Something fails for the first time' });
    await kind.getByRole('checkbox', { name: 'E-mail' }).click();
    await page.getByRole('checkbox', { name: 'Quiet hours' }).click();
    await page.getByLabel('From').fill('21:00');
    await page.getByLabel('Tell owners after').selectOption({ label: '1 hour' });
    await page.getByText('Kept').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.reload();
    expect(await kind.getByRole('checkbox', { name: 'E-mail' }).isChecked()).toBe(false);
    expect(await page.getByLabel('From').inputValue()).toBe('21:00');
    expect(await page.getByLabel('Tell owners after').inputValue()).toBe('60');
  });
});

async function weightsOf(app: RunningApp): Promise<string> {
  const folder = join(app.dataDir, 'models', 'tiny');
  const name = (await readdir(folder)).find((file) => file.endsWith('.onnx'));
  if (name === undefined) throw new Error(`There are no weights in ${folder}.`);
  return join(folder, name);
}
