import type { Page } from 'playwright-core';
import type { Stock } from './stock.ts';

/** One state of one page worth looking at. */
export interface Shot {
  readonly name: string;
  /** Below the app's address, or how to find it out. */
  readonly path: string | ((stock: Stock) => Promise<string>);
  readonly isSignedOut?: boolean;
  /** Before the page is asked for: what the far end of the wire does. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** On the page, until it looks as it should. */
  readonly act?: (page: Page) => Promise<void>;
}

/** What the API answers while nothing works. */
export const outage = {
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

const firstVehicle = async (client: Stock) => {
  const { items } = await client.vehicles.list({ limit: 1 }).page();
  return `/vehicles/${items[0]?.id}`;
};
const emptyVehicle = async (client: Stock) => {
  const { id } = await client.vehicles.create({ stockNumber: `NEW-${Date.now()}`, make: 'Škoda', model: 'Octavia', year: 2023 });
  return `/vehicles/${id}`;
};
const photoToReview = async (client: Stock) => {
  const { items } = await client.photos.list({ state: 'review', limit: 1 }).page();
  return `/vehicles/${items[0]?.vehicleId}/photos/${items[0]?.id}`;
};

/** Where no photo can be cut out: its model is not known. */
export const failingShots: readonly Shot[] = [
  { name: 'vehicle-failing', path: firstVehicle },
  { name: 'jobs-failed', path: '/jobs?state=failed' },
  { name: 'vehicles-failing', path: '/vehicles' },
  { name: 'diagnostics-failing', path: '/settings/diagnostics', act: (page) => page.locator('[data-check=model]').waitFor() },
  { name: 'errors', path: '/errors' },
  { name: 'errors-details', path: '/errors', act: (page) => page.getByRole('button', { name: 'Details' }).first().click() },
  { name: 'bell', path: '/vehicles', act: (page) => page.getByRole('button', { name: /^Notifications/ }).click() },
];

/** Once every sample has its cutout. */
export const doneShots: readonly Shot[] = [
  { name: 'vehicle', path: firstVehicle },
  {
    name: 'vehicle-listing',
    path: firstVehicle,
    act: (page) =>
      page
        .getByRole('tab', { name: 'Listing' })
        .click({ timeout: 1000 })
        .catch(() => undefined),
  },
  { name: 'vehicle-empty', path: emptyVehicle },
  { name: 'review', path: '/review' },
  { name: 'review-split', path: '/review', act: (page) => page.keyboard.press('c') },
  {
    name: 'review-send-on',
    path: '/review',
    async act(page) {
      await page.keyboard.press('s');
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  { name: 'review-photo', path: photoToReview },
  { name: 'vehicles-done', path: '/vehicles' },
  { name: 'diagnostics', path: '/settings/diagnostics', act: (page) => page.locator('[data-check=model]').waitFor() },
  { name: 'jobs-done', path: '/jobs' },
  { name: 'jobs-server', path: '/jobs?state=installation' },
];

/** While the samples are worked on. */
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
  { name: 'vehicle-busy', path: firstVehicle },
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
  { name: 'settings-account', path: '/settings/account' },
  { name: 'settings-people', path: '/settings/people' },
  {
    name: 'settings-people-invite',
    path: '/settings/people',
    act: (page) => page.getByRole('button', { name: 'Invite somebody' }).click(),
  },
  {
    name: 'settings-people-invited',
    path: '/settings/people',
    async act(page) {
      await page.getByRole('button', { name: 'Invite somebody' }).click();
      await page.getByLabel('E-mail').fill(`bob-${Date.now()}@example.com`);
      await page.getByRole('button', { name: 'Invite', exact: true }).click();
      await page.getByLabel('Link', { exact: true }).waitFor();
    },
  },
  {
    name: 'dealerships',
    path: '/vehicles',
    act: (page) => page.getByRole('button', { name: /^Dealership:/ }).click(),
  },
  { name: 'join-over', path: '/join#no-such-link', isSignedOut: true, act: (page) => page.getByRole('alert').first().waitFor() },
  { name: 'reset', path: '/reset#no-such-link', isSignedOut: true },
  { name: 'sign-in-not-invited', path: '/sign-in?problem=not-invited', isSignedOut: true },
  { name: 'settings-notifications', path: '/settings/notifications' },
  { name: 'errors-empty', path: '/errors' },
  { name: 'bell-empty', path: '/vehicles', act: (page) => page.getByRole('button', { name: /^Notifications/ }).click() },
  {
    name: 'settings-key',
    path: '/settings/keys',
    async act(page) {
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByLabel('Name').fill('Website import');
    },
  },
  {
    name: 'settings-key-shown',
    path: '/settings/keys',
    async act(page) {
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByLabel('Name').fill('Website import');
      await page.getByRole('button', { name: 'Make key' }).click();
      await page.getByLabel('API key', { exact: true }).waitFor();
    },
  },
  { name: 'settings-keys', path: '/settings/keys' },
  { name: 'settings-storage', path: '/settings/storage' },
  {
    name: 'settings-audit',
    path: '/settings/audit',
    async act(page) {
      await page.getByRole('button', { name: 'Check the log' }).click();
      await page.getByText('The chain is intact').waitFor();
    },
  },
  {
    name: 'settings-audit-entry',
    path: '/settings/audit',
    act: (page) => page.getByRole('listitem').getByRole('button').first().click(),
  },
  { name: 'settings-import', path: '/settings/import' },
  {
    name: 'settings-import-plan',
    path: '/settings/import',
    async act(page) {
      const rows = ['A-1;Audi;A4;2021;19.990,00 €', 'A-2;Škoda;Octavia;kein;12.500 €', 'A-3;VW;Golf;03/2019;9.990 €'];
      const buffer = Buffer.from(['Interne Nummer;Marke;Modell;EZ;Preis', ...rows].join('\n'));
      await page.getByLabel('Table of vehicles').setInputFiles({ name: 'stock.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: 'Import 2 vehicles' }).waitFor();
    },
  },
  { name: 'not-found', path: '/vehicles/0198a000-0000-7000-8000-000000000000' },
  {
    name: 'jobs-failing',
    path: '/jobs',
    async act(page) {
      await page.route('**/api/v1/jobs?*', (route) => route.fulfill(outage));
      await page.getByRole('tab', { name: 'Cancelled' }).click();
      await page.getByRole('alert').first().waitFor();
    },
  },
];
