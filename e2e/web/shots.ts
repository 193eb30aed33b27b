import type { Page } from 'playwright-core';

/** One state of one page worth looking at. */
export interface Shot {
  readonly name: string;
  readonly path: string;
  readonly isSignedOut?: boolean;
  /** Before the page is asked for: what the far end of the wire does. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** On the page, until it looks as it should. */
  readonly act?: (page: Page) => Promise<void>;
}

const problem = {
  status: 503,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Database unavailable',
    status: 503,
    detail: 'The database does not answer.',
    code: 'DATABASE_UNAVAILABLE',
    hint: 'Check that the database runs and that DATABASE_URL is right.',
    retryable: false,
    correlationId: '0198-demo',
  }),
};

export const shots: readonly Shot[] = [
  { name: 'sign-in', path: '/sign-in', isSignedOut: true },
  {
    name: 'sign-in-refused',
    path: '/sign-in',
    isSignedOut: true,
    async act(page) {
      await page.getByLabel('E-mail').fill('ann@example.com');
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').first().waitFor();
    },
  },
  { name: 'vehicles-busy', path: '/vehicles' },
  {
    name: 'vehicles-rows',
    path: '/vehicles',
    act: (page) => page.getByRole('button', { name: 'Rows' }).click(),
  },
  { name: 'vehicles-search', path: '/vehicles?search=nothing+like+it' },
  {
    name: 'vehicles-new',
    path: '/vehicles',
    async act(page) {
      await page.getByRole('button', { name: 'New vehicle' }).first().click();
      await page.getByRole('button', { name: 'Add vehicle' }).click();
    },
  },
  {
    name: 'palette',
    path: '/vehicles',
    async act(page) {
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('A stock number').fill('mer');
      await page.getByText('SAMPLE-1').first().waitFor();
    },
  },
  {
    name: 'shortcuts',
    path: '/vehicles',
    async act(page) {
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await page.keyboard.press('?');
    },
  },
  { name: 'jobs-busy', path: '/jobs' },
  { name: 'jobs-empty', path: '/jobs?state=failed' },
  { name: 'settings', path: '/settings' },
  {
    name: 'settings-key',
    path: '/settings',
    async act(page) {
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByLabel('Name').fill('Website import');
    },
  },
  {
    name: 'settings-key-shown',
    path: '/settings',
    async act(page) {
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByLabel('Name').fill('Website import');
      await page.getByRole('button', { name: 'Make key' }).click();
      await page.getByLabel('API key', { exact: true }).waitFor();
    },
  },
  { name: 'settings-keys', path: '/settings#api-keys' },
  { name: 'not-found', path: '/vehicles/0198a000-0000-7000-8000-000000000000' },
  {
    name: 'jobs-failing',
    path: '/jobs',
    async act(page) {
      await page.route('**/api/v1/jobs?*', (route) => route.fulfill(problem));
      await page.getByRole('tab', { name: 'Cancelled' }).click();
      await page.getByRole('alert').first().waitFor();
    },
  },
];
