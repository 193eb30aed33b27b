import type { BrowserContext, Page } from 'playwright-core';
import { type App, owner, type RunningApp } from './app.ts';

export const phone = { width: 390, height: 844 } as const;
export const desktop = { width: 1440, height: 900 } as const;

/** Signs the owner in over the API, so that a test begins where it is about something else. */
export async function signIn(context: BrowserContext, app: App): Promise<void> {
  const answer = await context.request.post(`${app.url}/api/v1/session`, { data: app.owner, headers: { Origin: app.url } });
  if (!answer.ok()) throw new Error(`Sign-in was refused: ${answer.status()} ${await answer.text()}`);
}

/** Fills the first run's form and goes on to the stock. */
export async function setUp(page: Page, app: RunningApp, { hasSamples }: { readonly hasSamples: boolean }): Promise<void> {
  await page.goto(app.printedUrl);
  await page.getByLabel('Dealership').fill('Autohaus Lindner');
  await page.getByLabel('Your name').fill('Ann Lindner');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('checkbox').setChecked(hasSamples);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/vehicles');
}
