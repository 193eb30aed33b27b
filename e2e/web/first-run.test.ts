import { chromium, openBrowser } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './accessibility.ts';
import { owner, type RunningApp, startApp } from './app.ts';
import { desktop, phone, setUp } from './pages.ts';
import { widthFindings } from './width.ts';

describe.skipIf(!chromium.canStart)(`from the first start to the first vehicle${chromium.note}`, () => {
  let app: RunningApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    app = await startApp();
    browser = await openBrowser();
    context = await browser.newContext({ viewport: desktop });
    page = await context.newPage();
    page.on('console', (message) => {
      // The browser tells of everything that the server refuses, which is what some tests are about.
      const isRefusal = /^(Failed to load resource|WebSocket connection)/.test(message.text());
      if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });

  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('prints one address, and every page leads there until the owner is created', async () => {
    expect(app.output().match(/http:/g)).toHaveLength(1);
    expect(app.printedUrl).toMatch(/\/welcome\?code=.+/);
    await page.goto(`${app.url}/jobs`);
    expect(new URL(page.url()).pathname).toBe('/welcome');
    await page.goto(app.printedUrl);
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('says which boxes are empty, and refuses a wrong code', async () => {
    await page.goto(`${app.url}/welcome`);
    await page.getByRole('button', { name: 'Create account' }).click();
    expect(await page.getByText('Enter the name of your dealership.').isVisible()).toBe(true);
    await page.getByLabel('Set-up code').fill('not the code');
    await page.getByLabel('Dealership').fill('Autohaus Lindner');
    await page.getByLabel('Your name').fill('Ann Lindner');
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('alert').getByText('Use the address that the server printed').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('creates the owner and teaches the first step in an empty stock', async () => {
    await setUp(page, app, { hasSamples: false });
    await page.getByRole('heading', { name: 'From the lot to the listing' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('adds a vehicle, says what is wrong with it, and leads to its page', async () => {
    await page.keyboard.press('n');
    await page.getByRole('button', { name: 'Add vehicle' }).click();
    await page.getByText('Enter the make, as Audi.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Stock number').fill('A-1042');
    await page.getByLabel('Make').fill('Audi');
    await page.getByLabel('Model').fill('A4 Avant');
    await page.getByLabel('Mileage in km').fill('42 100');
    await page.getByRole('button', { name: 'Add vehicle' }).click();
    await page.waitForURL(/\/vehicles\/[\da-f-]{36}$/);
  });

  it('finds it in the stock, by the search and by the palette', async () => {
    await page.goto(`${app.url}/vehicles`);
    await page.getByLabel('Search vehicles').fill('nothing like it');
    await page.getByRole('heading', { name: 'No vehicle matches' }).waitFor();
    await page.getByLabel('Search vehicles').fill('avant');
    await page.getByRole('link', { name: 'Audi A4 Avant' }).waitFor();
    expect(new URL(page.url()).searchParams.get('search')).toBe('avant');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('A stock number').fill('1042');
    await page.getByRole('option', { name: /Audi A4 Avant/ }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/vehicles\/[\da-f-]{36}$/);
  });

  it('refuses a stock number that is taken, beside its box', async () => {
    await page.goto(`${app.url}/vehicles?new`);
    await page.getByLabel('Stock number').fill('A-1042');
    await page.getByLabel('Make').fill('Audi');
    await page.getByLabel('Model').fill('Q5');
    await page.getByRole('button', { name: 'Add vehicle' }).click();
    await page.getByText('Another vehicle has this number already.').waitFor();
    await page.keyboard.press('Escape');
  });

  it('shows a vehicle that somebody else adds without a reload', async () => {
    await page.goto(`${app.url}/vehicles`);
    await page.getByRole('link', { name: 'Audi A4 Avant' }).waitFor();
    const answer = await context.request.post(`${app.url}/api/v1/vehicles`, {
      data: { stockNumber: 'B-1', make: 'BMW', model: '320d' },
      headers: { Origin: app.url },
    });
    expect(answer.status()).toBe(201);
    await page.getByRole('link', { name: 'BMW 320d' }).waitFor();
  });

  it('goes around by keys, shows them, and lets the bar be skipped', async () => {
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/settings');
    await page.goto(`${app.url}/settings`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
  });

  it('signs out, refuses a wrong password, and comes back to the page that was wanted', async () => {
    await page.goto(`${app.url}/settings`);
    // A press before the page's program is there would be lost.
    await page.locator('[data-live=live]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goto(`${app.url}/jobs?state=failed`);
    await page.waitForURL('**/sign-in?next=*');
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill('not this one at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Check the e-mail address').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/jobs?state=failed');
    await page.goto(`${app.url}/sign-in?next=//elsewhere.example/`);
    expect(new URL(page.url()).origin).toBe(app.url);
  });

  it('is the same page to everybody, in the dark and on a phone', async () => {
    const state = await context.storageState();
    for (const viewport of [desktop, phone]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const isPhone = viewport === phone;
        const other = await browser.newContext({ storageState: state, viewport, colorScheme, hasTouch: isPhone, isMobile: isPhone });
        const view = await other.newPage();
        for (const path of ['/vehicles', '/jobs', '/settings', '/vehicles/0198a000-0000-7000-8000-000000000000', '/nowhere']) {
          await view.goto(`${app.url}${path}`);
          await view.getByRole('heading', { level: 1 }).waitFor();
          const findings = await accessibilityFindings(view, { onlyColours: colorScheme === 'dark' });
          expect(findings, `${path} ${viewport.width} ${colorScheme}`).toEqual([]);
          expect(await widthFindings(view), `${path} ${viewport.width}`).toEqual([]);
        }
        // The last look, at a page that is too wide and has a box that is: both are told.
        await view.evaluate(() => {
          const [wide, card] = [document.createElement('div'), document.createElement('div')];
          wide.style.cssText = 'inline-size: 2000px; block-size: 8px';
          card.style.overflow = 'hidden';
          card.append(wide.cloneNode());
          document.querySelector('main')?.append(card);
          document.body.append(wide);
        });
        expect(await widthFindings(view)).toHaveLength(2);
        await other.close();
      }
    }
  });

  it('runs no script and shows in no frame that is not its own', async () => {
    const answer = await context.request.get(`${app.url}/vehicles`);
    const policy = answer.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
    expect(answer.headers()).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(answer.headers()).not.toHaveProperty('x-powered-by');
  });

  it('had nothing to complain about in the console', () => {
    expect(complaints).toEqual([]);
  });
});
