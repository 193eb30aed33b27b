import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installTinyModel, onFreePort, openBrowser, redCarPhoto, startGuarded, temporaryFolder } from '@forecourt/testing';
import type { Page } from 'playwright-core';

import { runProgram } from './step.ts';

const nextCommand = (project: string) => join(project, 'node_modules', 'next', 'dist', 'bin', 'next');

/** `next build` in a project that has everything installed. */
export async function buildEmbed(project: string): Promise<void> {
  const code = await runProgram(process.execPath, [nextCommand(project), 'build'], project);
  if (code !== 0) throw new Error(`next build ended with ${code}`);
}

/**
 * Does what a person does on the page of `examples/next-embed`: sign in, drop a photo, see its cutout, compare, approve, come back.
 *
 * @throws with what was on the page, where something does not come.
 */
export async function driveEmbed(project: string): Promise<void> {
  await using folder = await temporaryFolder();
  const { dataDir, cacheDir, model } = await installTinyModel(folder.path);
  const env = {
    FORECOURT_DATA_DIR: dataDir,
    FORECOURT_CACHE_DIR: cacheDir,
    FORECOURT_MODEL: model,
    FORECOURT_SERVER_LOG: 'error',
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const [port, next] = await onFreePort(async (candidate) => {
    const args = [nextCommand(project), 'start', '--hostname', '127.0.0.1', '--port', String(candidate)];
    return [candidate, await startGuarded(process.execPath, args, { ready: /Ready in/, cwd: project, env })] as const;
  });
  try {
    await using browser = await openBrowser();
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text());
    });
    try {
      await visit(page, `http://127.0.0.1:${port}/`);
    } catch (error) {
      throw new Error(`${String(error)}\nOn the page:\n${await page.locator('body').textContent()}\nThe server said:\n${next.output()}`, {
        cause: error,
      });
    }
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('\n')}`);
  } finally {
    await next.end('SIGTERM');
  }
}

/** What the browser's console says of answers that the client goes on from: no WebSocket here, and a file that is not there yet. */
const expected = /WebSocket|Failed to load resource/;

async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Sign in as Ada' }).click();
  const photos = page.getByRole('region', { name: 'Photos' });
  await photos.getByText('No photos yet').waitFor();
  await photos.locator('input[type=file]').setInputFiles({ name: 'car.png', mimeType: 'image/png', buffer: Buffer.from(redCarPhoto()) });
  const card = photos.getByRole('listitem', { name: 'car.png' });
  await card.getByText('Ready to review').waitFor();
  await pictureIsThere(card.locator('img[data-part=after]'));
  await pictureIsThere(card.locator('img[data-part=before]'));
  const before = card.locator('[data-part=before]');
  const isShown = () => before.evaluate((picture) => getComputedStyle(picture).opacity === '1');
  if (await isShown()) throw new Error('the photo hides its cutout');
  await card.getByRole('button', { name: 'Before: show the photo as it came in' }).focus();
  await page.keyboard.press('Enter');
  if (!(await isShown())) throw new Error('the photo does not show at the press of a key');
  await card.getByRole('button', { name: 'Approve' }).click();
  await card.getByText('In the listing').waitFor();
  const violations = await accessibilityOf(page);
  if (violations.length > 0) throw new Error(`axe finds ${violations.join('; ')}`);
  await page.reload();
  await card.getByText('In the listing').waitFor();
  // Without the session of the host nothing is open.
  await page.context().clearCookies();
  const { status } = await page.evaluate(async () => ({ status: (await fetch('/api/v1/vehicles')).status }));
  if (status !== 401) throw new Error(`without sign-in the API answers ${status}`);
}

async function pictureIsThere(picture: ReturnType<Page['locator']>): Promise<void> {
  await picture.waitFor();
  await picture.evaluate((element) => (element instanceof HTMLImageElement ? element.decode() : Promise.reject(new Error('no picture'))));
}

async function accessibilityOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const { violations }: { violations: { id: string; help: string }[] } = await page.evaluate('axe.run()');
  return violations.map(({ id, help }) => `${id}: ${help}`);
}
