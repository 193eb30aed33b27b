import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium as playwrightChromium } from 'playwright-core';
import { iproute, type Place } from './network/network.ts';
import { systemPart } from './system-part.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Whether this machine has Chromium; `note` is for the title of what is skipped without. */
export const chromium = systemPart(['chromium', 'chromium-browser', 'google-chrome'], { debianPackage: 'chromium' });

/** It talks to nobody but the pages it is sent to. */
const quietFlags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--disable-dev-shm-usage',
];

const launchOptions = () => ({
  executablePath: chromium.path(),
  headless: true,
  // The sandbox needs an unprivileged user.
  chromiumSandbox: process.getuid?.() !== 0,
  args: quietFlags,
});

export interface BrowserOptions {
  /** The computer of a network that it runs on; this machine itself where left out. */
  readonly place?: Place;
}

/** Playwright starts one program: this one starts Chromium in its place. */
const inPlace = fileURLToPath(new URL('./network/in-place.sh', import.meta.url));

/**
 * A real Chromium without a window and without a profile. It ends with its scope.
 *
 * @example
 * await using browser = await openBrowser();
 * const page = await browser.newPage();
 */
export function openBrowser({ place }: BrowserOptions = {}): Promise<Browser> {
  if (place === undefined) return playwrightChromium.launch(launchOptions());
  const env = {
    ...process.env,
    FORECOURT_TEST_PROGRAM: chromium.path(),
    FORECOURT_TEST_IP: iproute.path(),
    FORECOURT_TEST_SPACE: place.space,
  };
  return playwrightChromium.launch({ ...launchOptions(), executablePath: inPlace, env });
}

export interface BrowserProfile extends AsyncDisposable {
  /** A browser on this profile: what it stored is there again in the next one. One at a time. */
  open(): Promise<BrowserContext>;
}

/**
 * A profile in a temporary folder, for what has to outlive the browser: an upload that goes on after it was closed.
 *
 * @example
 * await using profile = await browserProfile();
 * const context = await profile.open();
 */
export async function browserProfile(): Promise<BrowserProfile> {
  const folder = await temporaryFolder();
  return {
    open: () => playwrightChromium.launchPersistentContext(folder.path, launchOptions()),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
