import { chromium, openBrowser } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInEveryLook } from './accessibility.ts';
import type { App } from './app.ts';
import { openDealership } from './dealership.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf, photosInState, type Stock, vehicleWithPhotos } from './stock.ts';

const count = 20;

describe.skipIf(!chromium.canStart)(`reviewing by keyboard${chromium.note}`, () => {
  let app: App;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let client: Stock;
  let vehicleId: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    app = await openDealership();
    browser = await openBrowser();
    context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce' });
    await signIn(context, app);
    client = await clientOf(context, app);
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });

  afterAll(async () => {
    await browser.close();
  });

  const everyLook = async () => {
    expect(await findingsInEveryLook(page)).toEqual([]);
  };
  const stage = () => page.locator('[data-stage]');
  const progress = () => page.locator('[data-progress]').textContent();

  it('says what to do while nothing waits', async () => {
    await page.goto(`${app.url}/review`);
    await page.getByRole('heading', { name: 'Nothing to review' }).waitFor();
    await everyLook();
  });

  it('looks at a picture in every way by keys alone', async () => {
    vehicleId = (await vehicleWithPhotos(client, 'REVIEW-1', count)).vehicle.id;
    await page.goto(`${app.url}/review`);
    await stage().locator('img[data-there=true]').first().waitFor();
    await expect.poll(progress).toBe(`1 of ${count}`);
    await everyLook();
    for (const [key, ground] of [
      ['2', 'white'],
      ['3', 'black'],
      ['4', 'checker'],
      ['5', 'scene'],
      ['1', 'grey'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await stage().getAttribute('data-ground')).toBe(ground);
    }
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    expect(await stage().getAttribute('data-scale')).toBe('2.00');
    await page.keyboard.down('b');
    expect(await stage().getAttribute('data-view')).toBe('before');
    expect(await stage().getAttribute('data-scale')).toBe('2.00');
    await page.keyboard.up('b');
    expect(await stage().getAttribute('data-view')).toBe('after');
    await page.keyboard.press('c');
    expect(await stage().getAttribute('data-view')).toBe('compare');
    await page.getByRole('slider').waitFor();
    await everyLook();
    await page.keyboard.press('c');
    await page.keyboard.press('0');
    expect(await stage().getAttribute('data-scale')).toBe('1.00');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Approve: it goes into the listing').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('decides twenty pictures by keys, takes decisions back, and ends', async () => {
    await page.keyboard.press('ArrowRight');
    expect(await progress()).toBe(`2 of ${count}`);
    await page.keyboard.press('ArrowLeft');
    for (let index = 1; index < count; index += 1) {
      expect(await progress()).toBe(`${index} of ${count}`);
      await page.keyboard.press(index % 5 === 0 ? 'r' : 'a');
    }
    await page.keyboard.press('z');
    expect(await progress()).toBe(`${count - 1} of ${count}`);
    await page.keyboard.press('r');
    await page.keyboard.press('a');
    await page.getByRole('heading', { name: 'All decided' }).waitFor();
    await everyLook();
    const rejected = await photosInState(client, vehicleId, 'rejected', 4);
    const approved = await photosInState(client, vehicleId, 'approved', count - 4);
    expect([rejected.length, approved.length]).toEqual([4, count - 4]);
  });

  it('opens a picture again whose decision the server refuses, and says so', async () => {
    const { vehicle } = await vehicleWithPhotos(client, 'REVIEW-2', 2);
    await page.goto(`${app.url}/review`);
    await stage().locator('img[data-there=true]').first().waitFor();
    await page.route('**/api/v1/photos/*/review', (route) =>
      route.fulfill({ status: 409, contentType: 'application/problem+json', body: refusal }),
    );
    await page.keyboard.press('a');
    await page.getByText(/could not be approved/).waitFor();
    await expect.poll(progress).toBe('2 of 2');
    await page.unrouteAll();
    await page.keyboard.press('a');
    await expect.poll(progress).toBe('1 of 2');
    await photosInState(client, vehicle.id, 'approved', 1);
    await photosInState(client, vehicle.id, 'review', 1);
  });

  it('follows what others decide while it is open', async () => {
    const waiting = [];
    for await (const photo of client.photos.list({ state: 'review' })) waiting.push(photo);
    for (const photo of waiting) await client.photos.approve(photo.id);
    await page.getByRole('heading', { name: 'All decided' }).waitFor();
  });

  it('leaves nothing to complain about in the console', () => {
    expect(complaints).toEqual([]);
  });
});

const refusal = JSON.stringify({
  type: 'about:blank',
  title: 'Changed meanwhile',
  status: 409,
  detail: 'Somebody else changed it.',
  code: 'CHANGED_MEANWHILE',
  hint: 'Look at it again, then decide.',
  retryable: false,
});
