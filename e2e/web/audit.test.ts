import { readFile } from 'node:fs/promises';
import { chromium, openBrowser } from '@forecourt/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInTwoLooks } from './accessibility.ts';
import type { App } from './app.ts';
import { openDealership } from './dealership.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf } from './stock.ts';

describe.skipIf(!chromium.canStart)(`the audit log${chromium.note}`, () => {
  let browser: Browser;
  let app: App;

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openDealership();
  });
  afterAll(async () => {
    await browser.close();
  });

  const row = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

  it('shows who did what, finds it, checks the chain and gives it away as a file', async () => {
    const context = await browser.newContext({ viewport: desktop });
    await signIn(context, app);
    const client = await clientOf(context, app);
    const { id } = await client.vehicles.create({ stockNumber: 'A-1042', make: 'Audi', model: 'A4' });
    await client.vehicles.delete(id);
    const page = await context.newPage();
    await page.goto(`${app.url}/settings`);
    await page.getByRole('link', { name: 'Audit' }).click();
    await row(page, 'deleted a vehicle').waitFor();
    expect(await row(page, 'deleted a vehicle').textContent()).toContain('A-1042');
    expect(await findingsInTwoLooks(page)).toEqual([]);

    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText('The chain is intact since').waitFor();
    await row(page, 'deleted a vehicle').getByRole('button').click();
    await page.getByText('Stock number', { exact: true }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'All about this vehicle' }).click();
    await row(page, 'signed in').first().waitFor({ state: 'detached' });
    // While the list loads, nothing stands there.
    await row(page, 'deleted a vehicle').waitFor();
    expect(await row(page, 'deleted a vehicle').count()).toBe(1);
    await page.getByRole('combobox', { name: 'What was done' }).selectOption('key.created');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await row(page, 'deleted a vehicle').waitFor();

    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export' }).click()]);
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
    expect(lines.at(-1)).toContain('"action":"audit.exported"');
    await context.close();
  });

  it('says what is wrong when it cannot be loaded, and when it is not as it was written', async () => {
    const context = await browser.newContext({ viewport: desktop });
    await signIn(context, app);
    const page = await context.newPage();
    const finding = { fault: 'changed', sequence: 3, message: 'Entry 3 was changed after it was written.' };
    await page.route('**/api/v1/audit?*', (route) => route.fulfill({ status: 500, contentType: 'text/plain', body: 'no' }));
    await page.route('**/api/v1/audit/verification', (route) =>
      route.fulfill({
        json: { isIntact: false, entries: 2, since: null, signedUpTo: 0, signedAt: null, areSignaturesChecked: true, finding },
      }),
    );
    await page.goto(`${app.url}/settings/audit`);
    await page.getByText('The log could not be loaded.').waitFor();
    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText('Entry 3 was changed after it was written.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.unroute('**/api/v1/audit?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await row(page, 'signed in').first().waitFor();
    await context.close();
  });
});
