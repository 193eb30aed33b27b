import { chromium, openBrowser } from '@forecourt/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './accessibility.ts';
import type { App } from './app.ts';
import { openDealership } from './dealership.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf } from './stock.ts';

const rows = Array.from(
  { length: 60 },
  (_, place) => `D-${place};Audi;A${place % 8};${place === 30 ? 'kein' : '03/2021'};grün;19.990,00 €`,
);
const table = ['Nr. im Hof;Marke;Modell;Erstzulassung;Farbe;Preis', ...rows].join('\r\n');

describe.skipIf(!chromium.canStart)(`the page for imports${chromium.note}`, () => {
  let browser: Browser;
  let app: App;
  beforeAll(async () => {
    browser = await openBrowser();
    app = await openDealership();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('shows what a table would bring, brings it in, and takes it back', async () => {
    const context = await browser.newContext({ viewport: desktop });
    await signIn(context, app);
    const client = await clientOf(context, app);
    const page = await context.newPage();
    await page.goto(`${app.url}/settings/import`);
    await page.getByRole('heading', { name: 'No imports yet' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Table of vehicles').setInputFiles({ name: 'stock.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    // The one column that no name tells.
    await page.getByText('0 rows can come in, 60 cannot.').waitFor();
    await page.getByLabel('Stock number').selectOption('Nr. im Hof');
    await page.getByText('59 rows can come in, 1 cannot.').waitFor();
    await page.getByRole('cell', { name: 'D-0' }).waitFor();
    await page.getByText('Erstzulassung is no year.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    expect((await client.vehicles.list().page()).items).toEqual([]);

    await page.getByRole('button', { name: 'Import 59 vehicles' }).click();
    await page.getByText('59 made, 1 failed').waitFor();
    expect((await Array.fromAsync(client.vehicles.list())).length).toBe(59);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('list', { name: 'Imports' }).getByRole('link', { name: 'Errors' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('stock.csv-errors.csv');
    await page.getByRole('button', { name: 'Take stock.csv back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText('59 taken back').waitFor();
    // While it goes, the page has two heads.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await client.vehicles.list().page()).items).toEqual([]);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
