import {
  chromium,
  type OpenAiEmulator,
  openBrowser,
  type ReplicateEmulator,
  startOpenAiEmulator,
  startReplicateEmulator,
} from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInEveryLook } from './accessibility.ts';
import type { App } from './app.ts';
import { openDealership } from './dealership.ts';
import { addProviders, drawCar, openDialog, wordsOf } from './generating.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf, type Stock, vehicleWithPhotos } from './stock.ts';

describe.skipIf(!chromium.canStart)(`making pictures${chromium.note}`, () => {
  let app: App;
  let openai: OpenAiEmulator;
  let replicate: ReplicateEmulator;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let client: Stock;
  let vehicleId: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    [openai, replicate] = await Promise.all([startOpenAiEmulator(), startReplicateEmulator()]);
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
    vehicleId = (await vehicleWithPhotos(client, 'MADE-1', 1)).vehicle.id;
  });

  afterAll(async () => {
    await browser.close();
    await Promise.all([openai[Symbol.asyncDispose](), replicate[Symbol.asyncDispose]()]);
  });

  const everyLook = async () => {
    expect(await findingsInEveryLook(page)).toEqual([]);
  };
  const pad = () => page.getByRole('application', { name: /^Sketch/ });
  const marks = () => pad().getAttribute('data-sketch');
  const make = () => page.getByRole('button', { name: 'Make picture' });
  const picture = () => page.locator('[data-stage] img[data-there=true]');
  const nodes = () => page.getByRole('treeitem');

  it('teaches the first step, and says who is missing', async () => {
    await page.goto(`${app.url}/generate`);
    await page.getByRole('heading', { name: 'Draw it, and have it made' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the first picture' }).click();
    await page.getByText('Nobody can make this as it is').first().waitFor();
    expect(await make().getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
  });

  it('draws with the mouse and with keys, and takes marks back', async () => {
    await addProviders(client, { openai, replicate });
    await openDialog(page, app, vehicleId);
    await drawCar(page, pad());
    expect(await marks()).toBe('2');
    await pad().focus();
    await page.keyboard.press('Space');
    for (const key of ['ArrowRight', 'ArrowRight', 'Shift+ArrowDown', 'Alt+ArrowLeft']) await page.keyboard.press(key);
    await page.keyboard.press('Space');
    expect(await marks()).toBe('3');
    await page.getByRole('button', { name: 'Clear the paper' }).press('Enter');
    expect(await pad().getAttribute('aria-label')).toBe('Sketch, empty');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    expect(await marks()).toBe('2');
    await page.getByRole('button', { name: 'Redo' }).press('Enter');
    expect(await marks()).toBe('3');
  });

  it('says who could make it, for how much and how fast, before anything is asked for', async () => {
    await expect.poll(() => page.locator('[data-price]').textContent()).toMatch(/\$\d.* · about \d/);
    await expect.poll(() => page.getByRole('radio').count()).toBeGreaterThan(3);
    await wordsOf(page).fill('A red hatchback on a mountain road');
    await page.getByText('More options').click();
    await everyLook();
    expect(openai.charged.length + replicate.charged.length).toBe(0);
  });

  it('keeps what was drawn and written over a reload', async () => {
    // It is written down a moment after the last change.
    await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).toContain('mountain road');
    await page.reload();
    await pad().waitFor();
    expect(await marks()).toBe('3');
    expect(await wordsOf(page).inputValue()).toBe('A red hatchback on a mountain road');
  });

  it('gets the picture from the second provider when the first one fails, and says so', async () => {
    openai.failWith(({ isWork }) => (isWork ? 'server-error' : undefined));
    await make().click();
    await page.waitForURL(/\/generate\/[0-9a-f-]{36}$/);
    await picture().waitFor();
    expect(await page.locator('[data-detour]').textContent()).toBe('OpenAI failed; Replicate made this picture.');
    expect(await page.locator('[data-attempt=failed]').first().textContent()).toContain('OpenAI could not');
    expect([openai.charged.length, replicate.charged.length]).toEqual([0, 1]);
    openai.failWith(undefined);
    await everyLook();
  });

  it('refines it by keys alone, branches, goes back and compares', async () => {
    const refine = async (words: string, count: number) => {
      await page.keyboard.press('e');
      await page.getByRole('heading', { name: 'Refine this picture' }).waitFor();
      await wordsOf(page).focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(words);
      await expect.poll(() => make().getAttribute('aria-disabled')).not.toBe('true');
      await page.keyboard.press('Control+Enter');
      await expect.poll(() => nodes().count()).toBe(count);
      await picture().waitFor();
    };
    const current = () => page.locator('[role=treeitem][aria-selected=true]');
    const number = async () => await current().locator('[data-number]').textContent();
    await refine('The same car at night', 2);
    expect(await number()).toBe('2');
    await page.keyboard.press('ArrowLeft');
    expect(await number()).toBe('1');
    await picture().waitFor();
    await refine('The same car in the rain', 3);
    expect(await nodes().evaluateAll((all) => all.map((node) => node.getAttribute('aria-level')))).toEqual(['1', '2', '2']);
    await page.keyboard.press('c');
    await page.locator('[data-view=compare]').waitFor();
    await page.getByRole('slider').waitFor();
    await page.getByRole('combobox', { name: 'Compare with' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('c');
    await page.locator('[data-view=one]').waitFor();
    await current().focus();
    await page.keyboard.press('Home');
    expect(await number()).toBe('1');
    await page.keyboard.press('ArrowDown');
    expect(await number()).toBe('2');
    await page.reload();
    await picture().waitFor();
    expect(await number()).toBe('2');
    expect(await nodes().count()).toBe(3);
  });

  it('takes a picture over into the photos of its vehicle', async () => {
    await page.keyboard.press('t');
    await page.getByText('It is among the photos of the vehicle now.').waitFor();
    await page.getByRole('button', { name: 'Taken over' }).waitFor();
    expect((await client.photos.list({ vehicleId }).page()).items).toHaveLength(2);
  });

  it('stops a picture at the provider when it is cancelled, and makes it after all', async () => {
    openai.failWith(({ isWork }) => (isWork ? 'stuck' : undefined));
    await page.goto(`${app.url}/generate`);
    await page.keyboard.press('n');
    await page.getByRole('button', { name: 'Words alone' }).click();
    await wordsOf(page).fill('An empty showroom');
    await page.locator('[data-offer^="openai "]').first().click();
    await make().click();
    await page.locator('[data-working]').waitFor();
    await openai.until(({ requests }) => requests.some(({ isWork, status, aborted }) => isWork && status === null && !aborted));
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('This picture was cancelled.').waitFor();
    await openai.until(({ requests }) => requests.some(({ isWork, aborted }) => isWork && aborted));
    openai.failWith(undefined);
    await page.getByRole('button', { name: 'Try again' }).click();
    await picture().waitFor();
  });

  it('says how to go on where a provider refuses the words', async () => {
    openai.failWith(({ isWork }) => (isWork ? 'refused' : undefined));
    await page.goto(`${app.url}/generate`);
    await page.keyboard.press('n');
    await wordsOf(page).fill('A car with a famous person');
    await page.locator('[data-offer^="openai "]').first().click();
    await make().click();
    await page.getByRole('alert').getByRole('button', { name: 'Edit the words' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Other provider' }).click();
    await page
      .getByRole('menuitem', { name: /^Replicate/ })
      .first()
      .click();
    await picture().waitFor();
    openai.failWith(undefined);
  });

  it('remembers how somebody made the last picture, until it is reset', async () => {
    await page.goto(`${app.url}/generate`);
    await page.keyboard.press('n');
    expect(await page.getByRole('button', { name: 'Words alone' }).getAttribute('aria-pressed')).toBe('true');
    const best = page.getByRole('radio', { name: /Whichever works best/ });
    await best.waitFor();
    expect(await best.isChecked()).toBe(false);
    await page.getByText('More options').click();
    await page.getByRole('button', { name: 'Reset settings' }).click();
    await expect.poll(() => best.isChecked()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('[data-generation]').count()).toBe(3);
    await everyLook();
  });

  it('leaves nothing to complain about in the console', () => {
    expect(complaints).toEqual([]);
  });
});
