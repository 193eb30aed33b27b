import { createHash } from 'node:crypto';
import { routes } from '@forecourt/sdk/contract';
import { type Cable, chromium, makeNetwork, narrowLines, openBrowser, type Place, redCarPhoto } from '@forecourt/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { owner, type RunningApp, startApp } from './app.ts';
import { desktop } from './pages.ts';
import { cardsSaid, figuresOf, listenToCards } from './poor-line.ts';

const networks = narrowLines();
const patient = { timeout: 60_000 };
/** A phone at the far end of the lot. */
const line = { bytesPerSecond: 300_000, loss: 0.04 };
/** What three connections have in buffers of the system, where a page takes it for sent. */
const bufferedBytes = 1_000_000;

describe.skipIf(!chromium.canStart || !networks.canBeMade)(`on a narrow line that loses packets${chromium.note}${networks.note}`, () => {
  let stack: AsyncDisposableStack;
  let app: RunningApp;
  let cable: Cable;
  let office: Place;
  let page: Page;
  let vehicleId: string;
  const refused: string[] = [];
  const photos = [81, 82].map((seed) => ({
    name: `car-${seed}.png`,
    mimeType: 'image/png',
    buffer: Buffer.from(redCarPhoto({ widthPx: 1400, heightPx: 1050, seed })),
  }));
  // Half a picture: nobody can mend it by sending it again.
  const broken = { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from(redCarPhoto({ seed: 83 })).subarray(0, 20_000) };

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    const network = stack.use(await makeNetwork());
    const lot = await network.place('lot');
    office = await network.place('office');
    cable = await network.cable(lot, office);
    app = stack.use(await startApp({ hasOwner: true, at: { place: office, address: '0.0.0.0' } }));
    // By its address and without HTTPS, as in a dealer's own network.
    const url = `http://${cable.addressOf(office)}:${new URL(app.url).port}`;
    const context = await stack.use(await openBrowser({ place: lot })).newContext({ viewport: desktop, reducedMotion: 'reduce' });
    page = await context.newPage();
    await page.goto(`${url}/sign-in`);
    await post('/api/v1/session', owner);
    const vehicle = await post('/api/v1/vehicles', { stockNumber: 'LINE-1', make: 'Audi', model: 'A4 Avant', year: 2021 });
    vehicleId = routes.createVehicle.answer.parse(vehicle).id;
    await page.goto(`${url}/vehicles/${vehicleId}`);
    await page.waitForFunction(() => {
      return Object.keys(document.querySelector('[data-picker=files]') ?? {}).some((key) => key.startsWith('__reactProps'));
    });
    await listenToCards(page);
    page.on('request', (request) => {
      const metadata = request.headers()['upload-metadata'] ?? '';
      if (request.method() === 'POST' && metadata.includes(Buffer.from(broken.name).toString('base64'))) refused.push(request.url());
    });
  });
  afterAll(() => stack.disposeAsync());

  const ask = (path: string, init: { readonly method: string; readonly body?: string }): Promise<unknown> =>
    page.evaluate(async ([to, how]) => (await fetch(to, { ...how, headers: { 'content-type': 'application/json' } })).json(), [
      path,
      init,
    ] as const);
  const post = (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) });
  const textOf = async (name: string) => (await cardsSaid(page)).findLast((said) => said.name === name)?.text ?? '';
  const shownBytes = async () => {
    const said = await cardsSaid(page);
    const last = photos.map(({ name }) => said.findLast((one) => one.name === name && figuresOf(one.text).sentBytes !== null)?.text ?? '');
    return last.reduce((sum, text) => sum + (figuresOf(text).sentBytes ?? 0), 0);
  };

  it('shows bytes, speed and remaining time that are true, says when nothing gets through, and brings everything there once', async () => {
    {
      await using _narrow = await cable.narrow(line.bytesPerSecond);
      await using _loses = await cable.lose(line.loss);
      const before = await cable.arrivedBytes(office);
      const arrived = async () => (await cable.arrivedBytes(office)) - before;
      await page.locator('[data-picker=files]').setInputFiles([...photos, broken]);

      await expect.poll(shownBytes, patient).toBeGreaterThan(600_000);
      const [least, shown, most] = [await arrived(), await shownBytes(), (await arrived()) + bufferedBytes];
      expect(shown).toBeLessThan(most);
      // Something of what arrived was lost behind the counter, and heads of packets count there.
      expect(shown).toBeGreaterThan(least * 0.7 - 200_000);

      {
        await using _gone = await cable.cut();
        await expect.poll(() => textOf(photos[0]?.name ?? ''), patient).toContain('nothing gets through');
        expect(figuresOf(await textOf(photos[0]?.name ?? '')).hasRemaining).toBe(false);
      }
      await expect.poll(() => textOf(photos[0]?.name ?? ''), patient).not.toContain('nothing gets through');
      await expect.poll(() => page.locator('[data-photo-id]').count(), patient).toBe(2);
      await page.locator('[data-upload-status=failed]').getByText('Copy it from the camera again.').waitFor();
    }
    const { items } = routes.listPhotos.answer.parse(await ask(`/api/v1/photos?vehicleId=${vehicleId}`, { method: 'GET' }));
    const sent = photos.map(({ name, buffer }) => [name, createHash('sha256').update(buffer).digest('hex')]);
    expect(items.map(({ name, asset }) => [name, asset.sha256]).toSorted()).toEqual(sent);
    expect(refused).toHaveLength(1);
  });

  it('said nothing silly on the way', async () => {
    const all = await cardsSaid(page);
    for (const { text } of all) expect(text).not.toMatch(/NaN|Infinity|undefined|null|-\d| 0 byte\/s| h |\d{4,}/);
    const speeds: number[] = [];
    for (const { name } of photos) {
      const said = all.filter((one) => one.name === name).map((one) => ({ ...one, ...figuresOf(one.text) }));
      let before = 0;
      for (const { status, sentBytes } of said) {
        // Only where it said before that the connection was given up is a chunk taken back.
        if (status === 'waiting') before = 0;
        expect(sentBytes ?? before).toBeGreaterThanOrEqual(before);
        before = sentBytes ?? before;
      }
      expect(said.some(({ hasRemaining }) => hasRemaining)).toBe(true);
      speeds.push(...said.flatMap(({ bytesPerSecond }) => bytesPerSecond ?? []));
    }
    const median = speeds.toSorted((one, other) => one - other)[speeds.length >> 1] ?? 0;
    expect(median).toBeGreaterThan(line.bytesPerSecond / 20);
    expect(median).toBeLessThan(line.bytesPerSecond * 1.5);
  });
});
