import { chromium, openBrowser } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SignInProviders, startSignInProviders } from '../../packages/server/src/identity/testing/sign-in-providers.ts';
import { accessibilityFindings } from './accessibility.ts';
import { owner, type RunningApp, startApp } from './app.ts';
import { desktop, phone, signIn } from './pages.ts';

describe.skipIf(!chromium.canStart)(`people${chromium.note}`, () => {
  let app: RunningApp;
  let browser: Browser;
  let elsewhere: SignInProviders;
  let ann: { context: BrowserContext; page: Page };

  beforeAll(async () => {
    elsewhere = await startSignInProviders();
    app = await startApp({
      hasOwner: true,
      env: {
        FORECOURT_SERVER_WORKER: 'no',
        FORECOURT_GOOGLE_URL: elsewhere.url,
        FORECOURT_GOOGLE_CLIENT_ID: elsewhere.client.clientId,
        FORECOURT_GOOGLE_CLIENT_SECRET: elsewhere.client.clientSecret,
      },
    });
    browser = await openBrowser();
    ann = await somebody();
    await signIn(ann.context, app);
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
    await elsewhere[Symbol.asyncDispose]();
  });

  async function somebody(viewport: { width: number; height: number } = desktop) {
    const context = await browser.newContext({ viewport });
    return { context, page: await context.newPage() };
  }

  async function invite(email: string, role: string): Promise<string> {
    await ann.page.goto(`${app.url}/settings/people`);
    await ann.page.getByRole('button', { name: 'Invite somebody' }).click();
    await ann.page.getByLabel('E-mail').fill(email);
    await ann.page.getByRole('radio', { name: role, exact: true }).click();
    await ann.page.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await ann.page.getByLabel('Link', { exact: true }).inputValue();
    expect(await accessibilityFindings(ann.page)).toEqual([]);
    await ann.page.getByRole('button', { name: 'Done' }).click();
    return link;
  }

  it('are invited by a link, join on a phone, and do what their role may', async () => {
    await ann.page.goto(`${app.url}/settings/people`);
    await ann.page.getByRole('heading', { name: 'Nobody is invited' }).waitFor();
    expect(await accessibilityFindings(ann.page)).toEqual([]);
    const link = await invite('bob@example.com', 'Viewer');
    await ann.page.getByText('Waiting').waitFor();
    const bob = await somebody(phone);
    await bob.page.goto(link);
    await bob.page.getByText('bob@example.com').waitFor();
    await bob.page.getByRole('button', { name: 'Join' }).click();
    await bob.page.getByText('Enter your name.').waitFor();
    expect(await accessibilityFindings(bob.page)).toEqual([]);
    await bob.page.getByLabel('Your name').fill('Bob Brandt');
    await bob.page.getByLabel('Password', { exact: true }).fill('a password of my own');
    await bob.page.getByRole('button', { name: 'Join' }).click();
    await bob.page.waitForURL('**/vehicles');
    await bob.page.goto(`${app.url}/settings/people`);
    await bob.page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    const again = await somebody();
    await again.page.goto(link);
    await again.page.getByText('This link is good no more').waitFor();
    expect(await accessibilityFindings(again.page)).toEqual([]);
    await Promise.all([bob.context.close(), again.context.close()]);
  });

  it('get another role, a link for a new password, and are removed', async () => {
    await ann.page.goto(`${app.url}/settings/people`);
    await ann.page.getByRole('button', { name: 'Change Bob Brandt' }).click();
    await ann.page.getByRole('menuitem', { name: 'Reviewer' }).click();
    await ann.page.getByText('Bob Brandt is a reviewer now').waitFor();
    await ann.page.getByRole('button', { name: 'Change Bob Brandt' }).click();
    await ann.page.getByRole('menuitem', { name: 'Link for a new password' }).click();
    const link = await ann.page.getByLabel('Link', { exact: true }).inputValue();
    await ann.page.getByRole('button', { name: 'Done' }).click();
    const bob = await somebody();
    await bob.page.goto(link);
    await bob.page.getByLabel('New password').fill('another one, and longer');
    expect(await accessibilityFindings(bob.page)).toEqual([]);
    await bob.page.getByRole('button', { name: 'Set password' }).click();
    await bob.page.getByRole('link', { name: 'Sign in' }).click();
    await bob.page.getByLabel('E-mail').fill('bob@example.com');
    await bob.page.getByLabel('Password', { exact: true }).fill('another one, and longer');
    await bob.page.getByRole('button', { name: 'Sign in' }).click();
    await bob.page.waitForURL('**/vehicles');
    await ann.page.getByRole('button', { name: 'Change Bob Brandt' }).click();
    await ann.page.getByRole('menuitem', { name: 'Remove' }).click();
    expect(await accessibilityFindings(ann.page)).toEqual([]);
    await ann.page.getByRole('button', { name: 'Remove person' }).click();
    await ann.page.getByText('Bob Brandt is removed').waitFor();
    await bob.page.goto(`${app.url}/vehicles`);
    await bob.page.waitForURL('**/sign-in**');
    await bob.context.close();
  });

  it('sign in with Google where they are invited, and are told why not where they are not', async () => {
    await invite('grace@example.com', 'Editor');
    const grace = await somebody();
    elsewhere.account = { id: 1, name: 'Eve', email: 'eve@example.com', isVerified: true };
    await grace.page.goto(`${app.url}/sign-in`);
    expect(await accessibilityFindings(grace.page)).toEqual([]);
    await grace.page.getByRole('button', { name: 'Continue with Google' }).click();
    await grace.page.getByRole('alert').getByText('Nobody has invited this address.').waitFor();
    elsewhere.account = { id: 2, name: 'Grace Hopper', email: 'grace@example.com', isVerified: true };
    await grace.page.getByRole('button', { name: 'Continue with Google' }).click();
    await grace.page.waitForURL('**/vehicles');
    await grace.page.goto(`${app.url}/settings/account`);
    await grace.page.getByText('Connected').waitFor();
    expect(await accessibilityFindings(grace.page)).toEqual([]);
    await grace.context.close();
  });

  it('see where they are signed in, sign out there, and change name and password', async () => {
    const elsewhereAnn = await somebody();
    await signIn(elsewhereAnn.context, app);
    await ann.page.goto(`${app.url}/settings/account`);
    await ann.page.getByText('This one').waitFor();
    expect(await accessibilityFindings(ann.page)).toEqual([]);
    await ann.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await ann.page.getByText('You are signed out everywhere else').waitFor();
    await elsewhereAnn.page.goto(`${app.url}/vehicles`);
    await elsewhereAnn.page.waitForURL('**/sign-in**');
    await ann.page.getByLabel('Your name').fill('Ann Lindner');
    await ann.page.getByRole('button', { name: 'Save' }).click();
    await ann.page.getByText('Your name is changed').waitFor();
    await ann.page.getByLabel('Present password').fill('not this one');
    await ann.page.getByLabel('New password').fill('yet another password');
    await ann.page.getByRole('button', { name: 'Change password' }).click();
    await ann.page.getByRole('alert').getByText('Enter the password that you sign in with.').waitFor();
    await ann.page.getByLabel('Present password').fill(owner.password);
    await ann.page.getByRole('button', { name: 'Change password' }).click();
    await ann.page.getByText('Your password is changed').waitFor();
    await elsewhereAnn.context.close();
  });

  it('switch between dealerships, and a tab that was left open says so and writes nothing', async () => {
    const left = await ann.context.newPage();
    await left.goto(`${app.url}/vehicles`);
    await left.getByRole('heading', { name: 'From the lot to the listing' }).waitFor();
    await ann.page.goto(`${app.url}/vehicles`);
    await ann.page.getByRole('button', { name: /^Dealership:/ }).click();
    await ann.page.getByRole('menuitem', { name: 'New dealership' }).click();
    await ann.page.getByLabel('Name').fill('Autohaus Nord');
    expect(await accessibilityFindings(ann.page)).toEqual([]);
    await ann.page.getByRole('button', { name: 'Add dealership' }).click();
    await ann.page.getByRole('button', { name: 'Dealership: Autohaus Nord' }).waitFor();
    await left.getByRole('button', { name: 'New vehicle' }).first().click();
    await left.getByLabel('Stock number').fill('X-1');
    await left.getByLabel('Make').fill('Audi');
    await left.getByLabel('Model').fill('A4');
    await left.getByRole('button', { name: 'Add vehicle' }).click();
    await left.getByText('You work in another dealership now.').first().waitFor();
    await ann.page.reload();
    expect(await ann.page.getByText('X-1').count()).toBe(0);
    await left.close();
  });
});
