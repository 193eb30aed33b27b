import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyncReport } from '@forecourt/sdk/contract';
import {
  chromium,
  openBrowser,
  redCarPhoto,
  startTcpProxy,
  type TcpProxy,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './accessibility.ts';
import { type RunningApp, startApp } from './app.ts';
import { type GatedTool, gatedSize, makeGatedTool } from './gated-tool.ts';
import { copyScript, type HostComputer, makeHostComputer } from './host-computer.ts';
import { desktop, phone, signIn } from './pages.ts';
import { clientOf, dropFiles, type Stock } from './stock.ts';
import { widthFindings } from './width.ts';

describe.skipIf(!chromium.canStart)(`hosts in a browser${chromium.note}`, () => {
  let browser: Browser;
  let app: RunningApp;
  let computer: HostComputer;
  let folder: TemporaryFolder;
  let tool: GatedTool;
  let network: TcpProxy;
  let context: BrowserContext;
  let page: Page;
  let client: Stock;

  beforeAll(async () => {
    folder = await temporaryFolder();
    tool = await makeGatedTool(folder.path);
    [browser, app, computer] = await Promise.all([openBrowser(), startApp({ hasOwner: true }), makeHostComputer({ slots: 3, tool })]);
    // The computer reaches the platform through this, and nothing else leads to the computer.
    network = await startTcpProxy({ target: Number(new URL(app.url).port) });
    context = await browser.newContext({ viewport: desktop });
    await signIn(context, app);
    client = await clientOf(context, app);
  });
  afterAll(async () => {
    await browser.close();
    await computer[Symbol.asyncDispose]();
    await network[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    page = await context.newPage();
    return () => page.close();
  });
  /** Does something while no road leads to the computer, which its page says, and waits until one does again. */
  const whileCutOff = async (work: () => Promise<unknown>) => {
    const cut = network.down();
    const other = await context.newPage();
    const { items } = await client.hosts.list().page();
    await other.goto(`${app.url}/hosts/${items[0]?.id}`);
    await other.getByText('No road to it works.').waitFor();
    expect(await accessibilityFindings(other)).toEqual([]);
    await work();
    cut[Symbol.dispose]();
    await other.locator('[data-road=relay][data-state=up]').waitFor();
    await other.close();
  };
  const looksGood = async () => {
    const looks = [
      { viewport: phone, colorScheme: 'dark' },
      { viewport: desktop, colorScheme: 'light' },
    ] as const;
    for (const { viewport, colorScheme } of looks) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      expect(await accessibilityFindings(page)).toEqual([]);
      expect(await widthFindings(page)).toEqual([]);
    }
  };
  const openHost = async () => {
    await page.goto(`${app.url}/hosts`);
    await page.getByRole('link', { name: 'Office PC', exact: true }).click();
    await page.getByRole('heading', { name: 'Office PC' }).waitFor();
  };
  const photos = ['front.png', 'left.png', 'rear.png'].map((name, seed) => ({
    name,
    bytes: redCarPhoto({ seed: seed + 1, widthPx: 64, heightPx: 48 }),
  }));

  it('are connected by a line for the computer, by keyboard, and seen as they come up', async () => {
    await page.goto(`${app.url}/vehicles`);
    await page.getByRole('heading', { name: 'Vehicles' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.getByRole('heading', { name: 'No computers yet' }).waitFor();
    await looksGood();
    await page.getByRole('link', { name: 'Connect a computer' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of the computer').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Enter a name.').waitFor();
    await page.keyboard.type('Office PC');
    await page.keyboard.press('Enter');
    await page.getByText('Office PC has not come yet.').waitFor();
    await looksGood();
    const line = await page.getByLabel('Line for PowerShell').textContent();
    const token = /FORECOURT_AGENT_TOKEN='([^']+)'/.exec(line ?? '')?.[1] ?? '';
    await computer.connect({ platformUrl: `http://127.0.0.1:${network.port}`, token });
    await page.getByText('Office PC is connected.').waitFor();
    await page.locator('[data-road=relay][data-state=up]').getByText('In use').waitFor();
    await page.getByText('While no computer is there, the engine of this server goes on.').waitFor();
    await looksGood();
    await page.getByRole('link', { name: 'Open Office PC' }).click();
    await page.getByRole('heading', { name: 'Office PC' }).waitFor();
    await page.getByRole('button', { name: 'Try the roads' }).click();
    await page.getByText(/^1 of \d roads to Office PC works/).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Online' }).or(page.getByText('Online')).first().waitFor();
    await looksGood();
    // What stood on the page counts once.
    await using other = await makeHostComputer();
    await expect(other.connect({ platformUrl: app.url, token })).rejects.toThrow(/token/i);
  });

  it('cut out the photos of a vehicle that come to them, and finish them though their road is cut in between', async () => {
    const vehicle = await client.vehicles.create({ stockNumber: 'H-1', make: 'Audi', model: 'A4', year: 2021 });
    await page.goto(`${app.url}/vehicles/${vehicle.id}`);
    await page.locator('[data-angle=front]').waitFor();
    const cars = ['front.png', 'left.png', 'rear.png'].map((name, seed) => ({
      name,
      bytes: redCarPhoto({ seed: seed + 7, ...gatedSize }),
    }));
    await dropFiles(page, 'main', cars);
    await expect.poll(() => tool.begun(), { timeout: 30_000 }).toBe(3);
    await page.locator('[data-photo-id][data-state=working]').nth(2).waitFor();

    await whileCutOff(() => tool.goOn());

    await page.locator('[data-photo-id][data-state=review]').nth(2).waitFor();
    await page.getByRole('link', { name: 'Open Front' }).click();
    await page.getByLabel('About this picture').getByText('Your hosts').waitFor();
    await page.getByLabel('About this picture').getByRole('link', { name: 'Office PC' }).click();
    await page.getByRole('heading', { name: 'Office PC' }).waitFor();
    await page.goto(`${app.url}/runs`);
    const runs = page.getByRole('list', { name: 'Runs' }).getByRole('listitem');
    for (const { name } of cars) {
      const run = runs.filter({ hasText: `for ${name}` });
      await run.getByText('Done').waitFor();
      await run.getByText('Office PC by relay').waitFor();
    }
    // Once each: nothing was done again when the road came back.
    expect([await runs.count(), await tool.begun()]).toEqual([3, 3]);
    await looksGood();
  });

  it('get scripts in versions, with what changed between them, rolled back and pinned', async () => {
    await page.goto(`${app.url}/scripts`);
    await page.getByRole('link', { name: 'Remove-Background' }).waitFor();
    await page.getByRole('button', { name: 'New script' }).click();
    await page.getByLabel('PowerShell').fill('param( [string] $JobFile');
    await page.getByLabel('Name').fill('Copy-Photos');
    await page.getByRole('button', { name: 'Add script' }).click();
    await page.getByText('The script was not added.').waitFor();
    await page.getByLabel('PowerShell').fill(copyScript());
    await page.getByRole('button', { name: 'Add script' }).click();
    await page.getByRole('heading', { name: 'Copy-Photos' }).waitFor();
    await page.getByText('-Label', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'New version' }).click();
    await page.getByLabel('Version', { exact: true }).waitFor();
    await page.getByLabel('PowerShell').fill(copyScript({ note: ' Again.', waitsForFile: join(app.dataDir, 'go-on') }));
    await page.getByLabel('What is new').fill('Waits in between');
    await looksGood();
    await page.getByRole('button', { name: 'Add version' }).click();
    await page.getByLabel('What changed').getByText(`Begins with`).first().waitFor();
    await looksGood();
    await page.getByRole('tab', { name: 'Side by side' }).click();
    await looksGood();
    await page.getByRole('button', { name: 'Roll back: 1.0.0' }).click();
    await page.getByRole('button', { name: 'Run 1.0.0', exact: true }).click();
    await page.locator('[data-version="1.0.0"]').getByText('Current').waitFor();
    await page.getByLabel('Version on Office PC').selectOption('1.0.1');
    await page.getByLabel('pinned').waitFor();
    await looksGood();
  });

  it('run a batch that is watched, and finish it though their road is cut in between', async () => {
    await page.goto(`${app.url}/scripts`);
    await page.getByRole('link', { name: 'Copy-Photos' }).click();
    await page.getByRole('link', { name: 'Run…' }).click();
    await page.getByLabel('Computer', { exact: true }).selectOption({ label: 'Office PC: 0 of 3 busy' });
    await page.getByLabel('Version', { exact: true }).selectOption('1.0.1');
    await page.getByLabel('Label').fill('lot');
    await dropFiles(page, '[data-drop=files]', photos);
    await page.getByRole('list', { name: 'Photos for the run' }).locator('[data-state=ready]').nth(2).waitFor();
    await looksGood();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('heading', { name: 'Copy-Photos 1.0.1' }).waitFor();
    await page.locator('[data-file="front.png"][data-state=done]').waitFor();
    await page.getByLabel('Lines of the log').getByText('Begins with 3 photos. Again.').waitFor();
    await looksGood();

    await whileCutOff(() => writeFile(join(app.dataDir, 'go-on'), ''));

    await page.getByText('0, done', { exact: true }).waitFor();
    await page.getByLabel('Lines of the log').getByText('Everything is copied.').waitFor();
    await page.getByText('lot-rear.png').first().waitFor();
    expect(await page.locator('[data-file][data-state=done]').count()).toBe(3);
    await looksGood();
    await page.getByRole('navigation', { name: 'Hosts' }).getByRole('link', { name: 'Runs' }).click();
    await page.getByLabel('Search in runs and their logs').fill('lot-rear');
    await page.getByRole('link', { name: 'Copy-Photos 1.0.1' }).waitFor();
    await expect.poll(() => page.getByRole('list', { name: 'Runs' }).getByRole('listitem').count(), { timeout: 30_000 }).toBe(1);
    await looksGood();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export' }).click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    await page.getByRole('navigation', { name: 'Hosts' }).getByRole('link', { name: 'Transfers' }).click();
    await page.getByRole('list', { name: 'Transfers' }).getByText('rear.png').first().waitFor();
    await looksGood();
  });

  it('say how their parts are, take no more work when they are drained, and are believed no more once revoked', async () => {
    await openHost();
    await page.getByRole('button', { name: 'Look now: Office PC' }).click();
    await page.locator('[data-check]').first().waitFor();
    await looksGood();
    await page.getByRole('button', { name: 'Drain' }).click();
    await page.getByText('It takes no new work.').waitFor();
    await page.getByRole('button', { name: 'Take work again' }).click();
    await page.getByRole('button', { name: 'Drain' }).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke computer' }).click();
    await page.getByText('This computer is revoked.').waitFor();
    await looksGood();
    await page.goto(`${app.url}/hosts`);
    await page.getByRole('heading', { name: 'No computers yet' }).waitFor();
    await page.getByRole('button', { name: 'Show 1 revoked computer' }).click();
    await page.getByRole('link', { name: 'Office PC' }).waitFor();
    await looksGood();
  });

  it('are found on a phone, with folders that a computer reports', async () => {
    await page.setViewportSize(phone);
    await page.goto(`${app.url}/vehicles`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Hosts' }).click();
    await page.getByRole('link', { name: 'Folders' }).click();
    await page.getByRole('heading', { name: 'No folder is kept in step yet' }).waitFor();
    const report: SyncReport = {
      ...{ computer: 'OFFICE-PC', folder: 'D:\\Photos', results: 'D:\\Cutouts', state: 'working', deletions: 'keep' },
      ...{ files: 5_000, waiting: 12, sent: 4_988, fetched: 4_970, conflicts: 0, bytesPerSecond: null, problem: null },
    };
    await client.syncFolders.report(crypto.randomUUID(), report);
    await page.getByText('12 to go').waitFor();
    await page.getByRole('button', { name: 'Pause: D:\\Photos on OFFICE-PC' }).click();
    await page.getByText('Will pause').waitFor();
    await looksGood();
  });
});
