import { createHash } from 'node:crypto';
import { chromium, openBrowser, redCarPhoto } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInEveryLook } from './accessibility.ts';
import type { App } from './app.ts';
import { openDealership } from './dealership.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf, dropFiles, photosInState, type Stock } from './stock.ts';

/** Large enough to be on its way for some seconds on the slow line below: its grain does not compress. */
const largePhoto = redCarPhoto({ widthPx: 1200, heightPx: 900, seed: 77 });

describe.skipIf(!chromium.canStart)(`from the drop to the listing${chromium.note}`, () => {
  let app: App;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let client: Stock;
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

  const newVehicle = async (stockNumber: string) => {
    const vehicle = await client.vehicles.create({
      stockNumber,
      make: 'Audi',
      model: 'A4 Avant',
      year: 2021,
      priceCents: 1_890_000,
      currency: 'EUR',
    });
    await page.goto(`${app.url}/vehicles/${vehicle.id}`);
    // React has taken the page over as soon as the picker has its properties.
    await page.waitForFunction(() => {
      return Object.keys(document.querySelector('[data-picker=files]') ?? {}).some((key) => key.startsWith('__reactProps'));
    });
    return vehicle;
  };
  const everyLook = async () => {
    expect(await findingsInEveryLook(page)).toEqual([]);
  };

  it('teaches the first step, takes photos that are dropped, and brings an approved cutout into the listing', async () => {
    const vehicle = await newVehicle('DROP-1');
    await page.getByRole('heading', { name: 'Drop the photos of this car here' }).waitFor();
    await everyLook();

    await dropFiles(page, '[data-angle=front]', [{ name: 'one.png', bytes: redCarPhoto({ seed: 1 }) }]);
    await dropFiles(page, 'main', [
      { name: 'two rear-left.png', bytes: redCarPhoto({ seed: 2 }) },
      { name: 'three.png', bytes: redCarPhoto({ seed: 3 }) },
    ]);
    const cards = page.locator('[data-photo-id]');
    await expect.poll(() => cards.count(), { timeout: 60_000 }).toBe(3);
    await photosInState(client, vehicle.id, 'review', 3);
    await page.locator('[data-photo-id][data-state=review]').nth(2).waitFor();
    await page.getByRole('article', { name: 'Front, one.png' }).waitFor();
    await page.getByRole('article', { name: 'Rear left, two rear-left.png' }).waitFor();
    await everyLook();

    await page.getByRole('link', { name: 'Open Front, one.png' }).click();
    await page.locator('[data-stage] img[data-there=true]').first().waitFor();
    await everyLook();
    await page.keyboard.press('a');
    await page.getByRole('link', { name: 'Back to the vehicle' }).first().click();
    await page.locator('aside [data-listing-kind=cutout]').first().waitFor();
    const listing = await client.vehicles.listing(vehicle.id);
    expect(listing.pictures.filter(({ kind }) => kind === 'cutout')).toHaveLength(1);
  });

  it('changes an angle, and deletes with a moment for second thoughts', async () => {
    const card = page.getByRole('article', { name: 'No angle, three.png' });
    await card.getByRole('button', { name: 'More for three.png' }).click();
    await page.getByRole('menuitem', { name: 'Change angle' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Right side' }).click();
    const placed = page.getByRole('article', { name: 'Right side, three.png' });
    await placed.waitFor();
    await placed.getByRole('button', { name: 'More for three.png' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await placed.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await placed.waitFor();
  });

  it('shows bytes and speed on a slow line, says when it is gone, and goes on by itself on every page', async () => {
    const vehicle = await newVehicle('SLOW-1');
    const slow = await throttle(page);
    await page.locator('[data-picker=files]').setInputFiles({ name: 'slow.png', mimeType: 'image/png', buffer: Buffer.from(largePhoto) });
    const card = page.getByRole('article', { name: /^slow\.png: / });
    await card.getByText(/kB · .*\/s/).waitFor();
    await everyLook();

    await page.getByRole('button', { name: /^Uploads: Uploading/ }).click();
    await page.getByRole('dialog').getByText('slow.png').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await slow.set({ offline: true });
    await card.getByText('No connection').waitFor();
    await slow.set({ offline: false });
    await page.getByRole('link', { name: 'Vehicles', exact: true }).first().click();
    await page.waitForURL('**/vehicles');
    await slow.end();
    const [photo] = await photosInState(client, vehicle.id, 'review', 1);
    expect(photo?.asset.sha256).toBe(createHash('sha256').update(largePhoto).digest('hex'));
    await page.getByRole('button', { name: 'Uploads: 1 photo uploaded' }).waitFor();
  });

  it('goes on after a reload in the middle, without picking the file again', async () => {
    const vehicle = await newVehicle('RELOAD-1');
    const slow = await throttle(page);
    const bytes = redCarPhoto({ widthPx: 1200, heightPx: 900, seed: 78 });
    await page.locator('[data-picker=files]').setInputFiles({ name: 'kept.png', mimeType: 'image/png', buffer: Buffer.from(bytes) });
    const card = page.getByRole('article', { name: /^kept\.png: / });
    await card.getByText(/kB · .*\/s/).waitFor();
    await slow.end();
    await page.reload();
    await expect.poll(() => page.locator('[data-photo-id]').count(), { timeout: 60_000 }).toBe(1);
    const [photo] = await photosInState(client, vehicle.id, 'review', 1);
    expect(photo?.asset.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(photo?.name).toBe('kept.png');
  });

  it('leaves nothing to complain about in the console', () => {
    expect(complaints).toEqual([]);
  });
});

/** A phone's line at the edge of the lot, by Chromium's own emulation. */
async function throttle(page: Page) {
  const session = await page.context().newCDPSession(page);
  const line = { latency: 60, downloadThroughput: 400_000, uploadThroughput: 20_000 };
  const set = ({ offline }: { readonly offline: boolean }) => session.send('Network.emulateNetworkConditions', { ...line, offline });
  await session.send('Network.enable');
  await set({ offline: false });
  return {
    set,
    async end() {
      await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
      await session.detach();
    },
  };
}
