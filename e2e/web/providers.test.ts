import { chromium, type OpenAiEmulator, openBrowser, startOpenAiEmulator } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { money } from '../../apps/web/features/usage/usage-words.ts';
import { accessibilityFindings, findingsInTwoLooks } from './accessibility.ts';
import type { App } from './app.ts';
import { openDealership } from './dealership.ts';
import { made } from './generating.ts';
import { desktop, signIn } from './pages.ts';
import { clientOf, type Stock } from './stock.ts';

describe.skipIf(!chromium.canStart)(`providers, usage and budgets in the settings${chromium.note}`, () => {
  let app: App;
  let openai: OpenAiEmulator;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let client: Stock;
  const complaints: string[] = [];

  beforeAll(async () => {
    openai = await startOpenAiEmulator();
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
  });
  afterAll(async () => {
    await browser.close();
    await openai[Symbol.asyncDispose]();
  });

  const everyLook = async () => {
    expect(await findingsInTwoLooks(page)).toEqual([]);
  };
  const thisLook = async () => expect(await accessibilityFindings(page)).toEqual([]);
  const open = (path: string) => page.goto(`${app.url}/settings/${path}`);
  const openaiId = async () => {
    const found = (await client.providers.list()).items.find(({ kind }) => kind === 'openai');
    if (found === undefined) throw new Error('There is no OpenAI.');
    return found.id;
  };
  const names = () => page.locator('[data-provider]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-provider')));
  const spent = async () => (await client.usage.sums({ groupBy: 'provider' })).total.costMicrodollars;

  it('says that none is needed, refuses a wrong key in our words, and takes the right one by keyboard', async () => {
    await open('providers');
    await page.getByRole('heading', { name: 'This machine makes the cutouts' }).waitFor();
    await thisLook();
    await page.getByRole('button', { name: 'Add provider' }).press('Enter');
    const key = page.getByLabel('Key', { exact: true });
    await expect.poll(() => key.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('Enter the whole key').waitFor();
    await page.keyboard.type('sk-wrong-key-of-somebody');
    await page.getByLabel('Address').fill(openai.url);
    await page.getByLabel('Address').press('Enter');
    await page.getByRole('alert').getByText('OpenAI does not take this key.').waitFor();
    expect(await page.getByRole('alert').first().textContent()).toContain('Copy the whole key anew');
    await thisLook();
    expect((await client.providers.list()).items).toEqual([]);
    await key.fill(openai.apiKey);
    await key.press('Enter');
    await expect.poll(names).toEqual(['local', 'openai']);
    await page.getByText('openai is set up').waitFor();
    await everyLook();
  });

  it('never has the key in a page or in what pages ask for', async () => {
    const answers: Promise<string>[] = [];
    page.on('response', (answer) => answers.push(answer.text().catch(() => '')));
    for (const path of ['providers', `providers/${await openaiId()}`]) {
      await open(path);
      await page.getByText(openai.apiKey.slice(-4)).first().waitFor();
      expect(await page.content()).not.toContain(openai.apiKey);
    }
    page.removeAllListeners('response');
    const texts = await Promise.all(answers);
    expect(texts.some((text) => text.includes(openai.apiKey.slice(-4)))).toBe(true);
    expect(texts.filter((text) => text.includes(openai.apiKey))).toEqual([]);
  });

  it('are put into an order by arrow keys, with focus going along, and switched off and on', async () => {
    await open('providers');
    const up = page.getByRole('button', { name: 'Move openai up' });
    await up.press('ArrowUp');
    await expect.poll(names).toEqual(['openai', 'local']);
    await expect.poll(() => up.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByText('openai is number 1 of 2 now.').waitFor({ state: 'attached' });
    await expect.poll(async () => (await client.providers.list()).items.map(({ name }) => name)).toEqual(['openai', 'local']);
    await page.getByRole('switch', { name: 'Use openai' }).press('Space');
    await page.locator('[data-provider=openai]').getByText('Off').waitFor();
    expect((await client.providers.get(await openaiId())).isEnabled).toBe(false);
    await page.getByRole('switch', { name: 'Use openai' }).click();
    await page.locator('[data-provider=openai]').getByText('Ready').waitFor();
  });

  it('are chosen by weight, and given weight, limits and operations', async () => {
    await page.getByLabel('Who is asked').selectOption('weights');
    await expect.poll(async () => (await client.providers.list()).rules.choose).toBe('weights');
    await page.getByRole('link', { name: 'openai' }).click();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Change…' }).click();
    await page.getByLabel('Weight').fill('1001');
    await page.getByLabel('Calls at once').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A whole number from 0 to 1000.').waitFor();
    await thisLook();
    await page.getByLabel('Weight').fill('250');
    await page.getByRole('checkbox', { name: 'Looking at photos' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('3 at once').waitFor();
    expect(await client.providers.get(await openaiId())).toMatchObject({
      weight: 250,
      limits: { concurrency: 3, requestsPerMinute: null },
      operations: expect.not.arrayContaining(['analyzeImage']),
    });
  });

  it('show what they can do, at what price, and which models end', async () => {
    await page.getByText('The provider takes models away.').waitFor();
    await page.getByText('Its successor is').first().waitFor();
    await page.getByText('Prices as of').waitFor();
    expect(await page.getByRole('list', { name: 'Models' }).getByRole('listitem').first().textContent()).toMatch(/\$\d.*about \d/);
    await everyLook();
  });

  it('get another key, and say what a provider answers to it', async () => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Replace key…' }).click();
    await page.getByLabel('Key', { exact: true }).fill('sk-another-wrong-key');
    await page.getByRole('button', { name: 'Replace key' }).click();
    await page.getByRole('alert').getByText('OpenAI does not take this key.').waitFor();
    await page.getByLabel('Key', { exact: true }).fill(openai.apiKey);
    await page.getByRole('button', { name: 'Replace key' }).click();
    await page.getByText('The new key counts').waitFor();
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('openai answers', { exact: true }).waitFor();
  });

  it('are left alone after failures, and asked again once somebody resets them', async () => {
    openai.failWith(({ isWork }) => (isWork ? 'server-error' : undefined));
    const breaker = page.locator('[data-breaker=generateImage]');
    const isOpen = async () =>
      (await client.providers.get(await openaiId())).breakers.some(
        ({ operation, state }) => operation === 'generateImage' && state === 'open',
      );
    for (let tries = 0; tries < 20 && !(await isOpen()); tries++) {
      await made(client, { operation: 'generateImage', parameters: { prompt: `A showroom, number ${tries}` } }).catch(() => undefined);
    }
    await page.reload();
    await breaker.getByText('Left alone').waitFor();
    expect(await breaker.textContent()).toContain('Tries again at');
    await everyLook();
    openai.failWith(undefined);
    await page.getByRole('button', { name: 'Reset: New pictures' }).press('Enter');
    await breaker.getByText('In use').waitFor();
    expect(await isOpen()).toBe(false);
  });

  it('cost what the usage page says, what the ledger says, and what the emulator charged', async () => {
    for (const prompt of ['A red car', 'A blue car']) await made(client, { operation: 'generateImage', parameters: { prompt } });
    const calls = [];
    for await (const call of client.usage.calls({ limit: 200 })) calls.push(call);
    const sum = (microdollars: readonly number[]) => microdollars.reduce((total, each) => total + each, 0);
    const ledger = sum(calls.map(({ costMicrodollars }) => costMicrodollars));
    const charged = sum(openai.charged.map(({ usd }) => Math.ceil(Math.round(usd * 1e9) / 1e3)));
    expect(sum(calls.map(({ outcome, costMicrodollars }) => (outcome === 'done' ? costMicrodollars : 0)))).toBe(charged);
    // Of a failed call nobody can tell: what it could have cost stays in the books.
    expect(sum(calls.map((call) => (call.outcome === 'failed' ? call.estimateMicrodollars : 0)))).toBe(ledger - charged);
    expect(charged).toBeGreaterThan(0);
    await open('usage');
    const figure = page.locator('[data-figure=Cost]');
    await figure.getByText(money(ledger, 'en-US'), { exact: true }).waitFor();
    for (const tab of ['Providers', 'Models', 'People', 'Days', 'Operations']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('[data-sum] td').first().waitFor();
      await expect
        .poll(async () => {
          const costs = await page
            .locator('[data-sum] td:nth-child(2)')
            .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title')));
          return sum(costs.map((title) => Number.parseInt(title ?? '', 10)));
        })
        .toBe(ledger);
      if (tab === 'People') await page.locator('[data-sum]').getByText('Ann').first().waitFor();
    }
    await everyLook();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export' }).click()]);
    const csv = await (await download.createReadStream()).setEncoding('utf8').toArray();
    expect(csv.join('').trim().split('\r\n')).toHaveLength(calls.length + 1);
  });

  it('stop at a budget, and tell of it', async () => {
    await page.getByRole('button', { name: 'Set budget of a day' }).press('Enter');
    await page.keyboard.type('much');
    await page.keyboard.press('Enter');
    await page.getByText('Enter an amount').waitFor();
    await thisLook();
    await page.getByLabel('US dollars').fill('0.000001');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .locator('[data-budget=day]')
      .getByText(`of ${money(1, 'en-US')} spent`)
      .waitFor();
    const before = openai.charged.length;
    await expect(made(client, { operation: 'generateImage', parameters: { prompt: 'One too many' } })).rejects.toThrow();
    expect(openai.charged.length).toBe(before);
    await page.goto(`${app.url}/vehicles`);
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByText('The budget of today is used up').first().waitFor();
    await open('usage');
    await page.getByRole('progressbar', { name: 'Spent of the budget of this day' }).waitFor();
    await thisLook();
    await page.getByRole('button', { name: 'Remove budget of a day' }).click();
    await page.getByRole('button', { name: 'Remove budget', exact: true }).click();
    await page.locator('[data-budget=day]').getByText('nothing is held back').waitFor();
    expect(await client.budgets.list()).toEqual([]);
  });

  it('show a viewer nothing, and an editor providers without anything to change', async () => {
    const { token } = await client.invitations.create({ email: 'bob@example.com', role: 'viewer' });
    const theirs = await browser.newContext({ viewport: desktop });
    const body = { token, name: 'Bob Brandt', password: 'a password of my own' };
    const answer = await theirs.request.post(`${app.url}/api/v1/invitations/accept`, { data: body, headers: { Origin: app.url } });
    expect(answer.ok()).toBe(true);
    const own = await theirs.newPage();
    const missing = own.getByRole('heading', { name: 'There is nothing here' });
    for (const path of [`providers/${await openaiId()}`, 'usage']) {
      await own.goto(`${app.url}/settings/${path}`);
      await missing.waitFor();
      expect(await own.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Providers' }).count()).toBe(0);
    }
    for await (const { id, email } of client.people.list()) {
      if (email === 'bob@example.com') await client.people.changeRole(id, 'editor');
    }
    await own.goto(`${app.url}/settings/usage`);
    await missing.waitFor();
    await own.goto(`${app.url}/settings/providers`);
    await own.getByRole('link', { name: 'openai' }).waitFor();
    expect(await own.getByRole('button', { name: /^(Add provider|Move)/ }).count()).toBe(0);
    expect(await own.getByRole('switch', { name: 'Use openai' }).getAttribute('aria-disabled')).toBe('true');
    expect(await accessibilityFindings(own)).toEqual([]);
    await own.getByRole('link', { name: 'openai' }).click();
    await own.getByRole('list', { name: 'Operations' }).waitFor();
    expect(await own.getByRole('button', { name: /^(Try it|More|Reset)/ }).count()).toBe(0);
    await theirs.close();
  });

  it('are removed, and what they cost stays', async () => {
    const before = await spent();
    await open(`providers/${await openaiId()}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await page.getByRole('button', { name: 'Remove provider' }).click();
    await page.waitForURL('**/settings/providers');
    await expect.poll(names).toEqual(['local']);
    expect(await spent()).toBe(before);
  });

  it('leave nothing to complain about in the console', () => {
    expect(complaints).toEqual([]);
  });
});
