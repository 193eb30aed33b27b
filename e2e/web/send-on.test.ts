import { chromium, openBrowser, type ReplicateEmulator, startReplicateEmulator } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInEveryLook } from './accessibility.ts';
import type { App } from './app.ts';
import { openDealership } from './dealership.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf, type Stock, vehicleWithPhotos } from './stock.ts';

describe.skipIf(!chromium.canStart)(`sending a photo to another provider${chromium.note}`, () => {
  let app: App;
  let replicate: ReplicateEmulator;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let client: Stock;
  let vehicleId: string;
  let photoIds: readonly string[];
  const complaints: string[] = [];

  beforeAll(async () => {
    replicate = await startReplicateEmulator();
    app = await openDealership();
    browser = await openBrowser();
    context = await browser.newContext({ viewport: desktop, locale: 'en-US', reducedMotion: 'reduce' });
    await signIn(context, app);
    client = await clientOf(context, app);
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    const { vehicle, photos } = await vehicleWithPhotos(client, 'SENT-1', 3);
    vehicleId = vehicle.id;
    photoIds = photos.map(({ id }) => id);
  });
  afterAll(async () => {
    await browser.close();
    await replicate[Symbol.asyncDispose]();
  });

  const everyLook = async () => {
    expect(await findingsInEveryLook(page)).toEqual([]);
  };
  const reviewOf = async (photoId: string) => {
    await page.goto(`${app.url}/vehicles/${vehicleId}/photos/${photoId}`);
    await page.locator('[data-stage] img[data-there=true]').first().waitFor();
  };
  const menu = () => page.getByRole('menu');
  const choice = (provider: string) => page.locator(`[data-send-on=${provider}]`);
  const photoAt = (index: number) => photoIds[index] ?? '';
  const madeBy = async (photoId: string) => {
    const { state, cutout } = await client.photos.get(photoId);
    return state === 'review' ? cutout?.provider : state;
  };
  const charged = () => replicate.charged.length;

  it('says where to add one while there is no other', async () => {
    await reviewOf(photoAt(0));
    await page.keyboard.press('s');
    await menu().getByText('No other provider makes cutouts yet.').waitFor();
    await everyLook();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings/providers');
  });

  it('tells state, price and time of each by one key, and spends nothing when it is closed', async () => {
    await client.providers.create({ kind: 'replicate', key: replicate.token, baseUrl: replicate.baseUrl });
    await reviewOf(photoAt(0));
    await page.keyboard.press('s');
    await choice('replicate').waitFor();
    expect(await choice('replicate').textContent()).toMatch(/^Replicate\$0\.\d+.*Ready · about \d/);
    expect(await choice('local').count()).toBe(0);
    await everyLook();
    await page.keyboard.press('Escape');
    await menu().waitFor({ state: 'detached' });
    // It is what the suggestion of a defect leads to.
    await page.getByRole('button', { name: 'Send to another provider…' }).first().click();
    await choice('replicate').waitFor();
    await page.keyboard.press('Escape');
    await menu().waitFor({ state: 'detached' });
    expect(await madeBy(photoAt(0))).toBe('local');
    expect(charged()).toBe(0);
  });

  it('sends it by arrows and Enter, and has it back in review, made by that one alone', async () => {
    await page.keyboard.press('s');
    await choice('replicate').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('is sent to Replicate.').waitFor({ state: 'attached' });
    await expect.poll(() => madeBy(photoAt(0))).toBe('replicate');
    expect(charged()).toBe(1);
    await reviewOf(photoAt(0));
    await page.keyboard.press('c');
    await page.getByRole('slider').waitFor();
    await page.keyboard.press('c');
    // Now this machine is the other one.
    await page.getByRole('button', { name: 'Send to another provider' }).click();
    await choice('local').getByText('free').waitFor();
    expect(await choice('replicate').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('is offered in the menu of each photo of a vehicle, by keys too', async () => {
    await page.goto(`${app.url}/vehicles/${vehicleId}`);
    const more = page.locator(`[data-photo-id="${photoAt(1)}"]`).getByRole('button', { name: /^More for/ });
    await more.press('Enter');
    const entry = page.getByRole('menuitem', { name: 'Send to another provider…' });
    await entry.press('Enter');
    await choice('replicate').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await menu().waitFor({ state: 'detached' });
    await expect.poll(() => more.evaluate((button) => button === document.activeElement)).toBe(true);
    await more.click();
    await entry.click();
    await choice('replicate').click();
    await expect.poll(() => madeBy(photoAt(1))).toBe('replicate');
    expect(charged()).toBe(2);
  });

  it('keeps the cutout from before where the other one fails, and says so', async () => {
    replicate.failWith(({ isWork }) => (isWork ? { kind: 'out-of-credit' } : undefined));
    await reviewOf(photoAt(2));
    await page.keyboard.press('s');
    await choice('replicate').click();
    await expect.poll(async () => (await client.photos.get(photoAt(2))).job?.state).toBe('failed');
    await reviewOf(photoAt(2));
    await page.getByText('A new try failed; this is the cutout from before.').first().waitFor();
    await everyLook();
    expect(await madeBy(photoAt(2))).toBe('local');
    await page.keyboard.press('s');
    await choice('replicate').getByText('Not available').waitFor();
    await page.keyboard.press('Escape');
    replicate.failWith(() => undefined);
  });

  it('says that the list could not be read, and reads it again', async () => {
    await reviewOf(photoAt(2));
    await page.route('**/api/v1/cutout-offers', (route) => route.abort());
    await page.reload();
    await page.locator('[data-stage] img[data-there=true]').first().waitFor();
    await page.keyboard.press('s');
    const again = page.getByRole('menuitem', { name: 'Read them again' });
    await again.waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.unrouteAll();
    await again.press('Enter');
    await choice('replicate').waitFor();
    await page.keyboard.press('Escape');
  });

  it('is not there for who may only review', async () => {
    const { token } = await client.invitations.create({ email: 'reviewer@example.com', role: 'reviewer' });
    const theirs = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce' });
    const body = { token, name: 'Rita', password: 'a password of my own' };
    await theirs.request.post(`${app.url}/api/v1/invitations/accept`, { data: body, headers: { Origin: app.url } });
    const own = await theirs.newPage();
    await own.goto(`${app.url}/vehicles/${vehicleId}/photos/${photoAt(2)}`);
    await own
      .getByRole('button', { name: /^Approve/ })
      .first()
      .waitFor();
    expect(await own.getByRole('button', { name: 'Send to another provider' }).count()).toBe(0);
    await own.keyboard.press('s');
    await own.getByRole('button', { name: /^More for/ }).click();
    await own.getByRole('menuitem', { name: 'Download original' }).waitFor();
    expect(await own.getByRole('menuitem', { name: /another provider/ }).count()).toBe(0);
    await theirs.close();
  });

  it('leaves nothing to complain about in the console', () => {
    expect(complaints).toEqual([]);
  });
});
