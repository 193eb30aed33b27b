import { verifyWebhook } from '@forecourt/sdk/webhooks';
import { chromium, type HttpReceiver, openBrowser, startHttpReceiver } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInEveryLook } from './accessibility.ts';
import type { App } from './app.ts';
import { openDealership } from './dealership.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf, type Stock } from './stock.ts';

describe.skipIf(!chromium.canStart)(`webhooks in the settings${chromium.note}`, () => {
  let browser: Browser;
  let app: App;
  let receiver: HttpReceiver;
  let context: BrowserContext;
  let page: Page;
  let client: Stock;
  let url: string;

  beforeAll(async () => {
    browser = await openBrowser();
    receiver = await startHttpReceiver();
    app = await openDealership();
    context = await browser.newContext({ viewport: desktop });
    await signIn(context, app);
    client = await clientOf(context, app);
  });
  afterAll(async () => {
    await browser.close();
    await receiver[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    receiver.answer(200);
    url = `${receiver.url}/hook`;
    page = await context.newPage();
    return () => page.close();
  });
  const looksGood = async () => {
    expect(await findingsInEveryLook(page)).toEqual([]);
  };
  const addVehicle = (stockNumber: string) => client.vehicles.create({ stockNumber, make: 'Audi', model: 'A4' });

  it('are added by keyboard, checked at once, shown once with their secret, and told what happens', async () => {
    await page.goto(`${app.url}/settings/webhooks`);
    await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor();
    await looksGood();
    await page.getByRole('button', { name: 'New webhook' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('https://10.0.0.1/hook');
    await page.getByRole('button', { name: 'Add webhook' }).click();
    await page.getByText('Choose at least one event.').waitFor();
    await looksGood();
    await page.getByRole('checkbox', { name: 'vehicle.created' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Add webhook' }).click();
    await page.getByText('leads to a private network').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Address').fill(url);
    await page.getByLabel('Name').fill('Our website');
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const secret = await page.getByLabel('Signing secret').inputValue();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: 'Our website' }).waitFor();
    expect(await page.content()).not.toContain(secret);
    await looksGood();

    await page.getByRole('link', { name: 'Our website' }).click();
    await page.getByRole('heading', { name: 'Nothing was sent yet' }).waitFor();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('Answered 200').waitFor();
    const vehicle = await addVehicle('A-1');
    const requests = await receiver.received(2);
    const events = requests.map(({ body, headers }) => verifyWebhook({ payload: body, headers, secret }));
    expect(events).toMatchObject([{ type: 'webhook.ping' }, { type: 'vehicle.created', data: { id: vehicle.id } }]);
    await page.reload();
    await page.getByRole('button', { name: 'vehicle.created', exact: true }).click();
    await page.getByLabel('Body of the request').getByText('"A-1"').waitFor();
    await looksGood();
  });

  it('show what a receiver answers when it fails, and go again when they are asked to', async () => {
    const { id } = await client.webhooks.create({ url, description: 'Fails', eventTypes: ['vehicle.created'] });
    receiver.answer({ status: 500, body: 'Out of coffee' });
    await addVehicle('B-1');
    await page.goto(`${app.url}/settings/webhooks/${id}`);
    await page.getByText('answered 500').first().waitFor();
    await page.getByText('Its receiver does not take messages.').waitFor();
    await page.getByRole('button', { name: 'vehicle.created', exact: true }).click();
    const answers = page.getByLabel('Body of the answer').getByText('Out of coffee');
    await answers.first().waitFor();
    await page.getByRole('button', { name: 'Send now: vehicle.created' }).click();
    await answers.nth(1).waitFor();
    await looksGood();
    receiver.answer(200);
    await page.getByRole('button', { name: 'Send now: vehicle.created' }).click();
    await page.getByText('Answered 200').waitFor();
  });

  it('are paused, changed, given another secret and removed', async () => {
    const { id, secret } = await client.webhooks.create({ url, description: 'Changing', eventTypes: ['vehicle.created'] });
    await page.goto(`${app.url}/settings/webhooks/${id}`);
    const choose = async (item: string) => {
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await choose('Change');
    await page.getByLabel('Name').fill('Changed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Changed' }).waitFor();
    await choose('New secret');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make secret' }).click();
    expect(await page.getByLabel('Signing secret').inputValue()).not.toBe(secret);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Two secrets count at the moment.').waitFor();
    await choose('Pause');
    await page.getByText('Nothing is sent while it is paused.').waitFor();
    await looksGood();
    await page.getByRole('button', { name: 'Make active' }).click();
    await page.getByRole('button', { name: 'Send a test' }).waitFor();
    await choose('Remove');
    await page.getByRole('button', { name: 'Remove webhook' }).click();
    await page.waitForURL('**/settings/webhooks');
    await expect(client.webhooks.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await page.goto(`${app.url}/settings/webhooks/${id}`);
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  });
});
