import { readFile } from 'node:fs/promises';
import { chromium, openBrowser } from '@forecourt/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unzip } from '../../packages/server/src/diagnostics/testing/unzip.ts';
import { findingsInEveryLook } from './accessibility.ts';
import { startApp } from './app.ts';
import { desktop, signIn } from './pages.ts';

describe.skipIf(!chromium.canStart)(`diagnostics${chromium.note}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('name what is broken and what to do, to read, to copy and to send', async () => {
    await using app = await startApp({
      hasOwner: true,
      env: { FORECOURT_MODEL: 'none-such', FORECOURT_METRICS_TOKEN: 'planted-in-a-setting' },
    });
    const context = await browser.newContext({ viewport: desktop, permissions: ['clipboard-read', 'clipboard-write'] });
    await signIn(context, app);
    const page = await context.newPage();
    await page.goto(`${app.url}/settings/diagnostics`);
    const model = page.locator('[data-check=model]');
    await model.getByText('Broken').waitFor();
    expect(await model.textContent()).toContain('none-such');
    await page.getByText('1 part is broken').waitFor();
    expect(await page.locator('[data-check=database]').getAttribute('data-state')).toBe('ok');
    expect(await findingsInEveryLook(page)).toEqual([]);
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Forecourt [\s\S]*Broken: Engine and model\./);

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Support bundle' }).click()]);
    expect(download.suggestedFilename()).toMatch(/^forecourt-support-.*\.zip$/);
    const files = await unzip(await readFile(await download.path()));
    expect(files['checks.json']).toContain('none-such');
    expect(files['log.jsonl']).toContain('getDiagnostics');
    expect(Object.values(files).join()).not.toContain('planted-in-a-setting');

    // Nothing is looked at again by itself; a refusal says why and can be tried again.
    await page.route('**/api/v1/diagnostics', (route) => route.abort());
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByText('The parts could not be looked at.').waitFor();
    await page.unroute('**/api/v1/diagnostics');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The parts could not be looked at.').waitFor({ state: 'detached' });
    const metrics = await context.request.get(`${app.url}/metrics`, { headers: { authorization: 'Bearer planted-in-a-setting' } });
    expect(await metrics.text()).toContain('forecourt_build_info');
    await context.close();
  });
});
