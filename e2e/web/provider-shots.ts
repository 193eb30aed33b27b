import type { OpenAiEmulator } from '@forecourt/testing';
import type { Page } from 'playwright-core';
import { made } from './generating.ts';
import type { Shot } from './shots.ts';
import type { Stock } from './stock.ts';

/** Before any provider is set up. */
export const emptyProviderShots: readonly Shot[] = [
  { name: 'settings-providers-empty', path: '/settings/providers' },
  {
    name: 'settings-usage-empty',
    path: '/settings/usage',
    act: (page) => page.getByRole('heading', { name: /^Nothing was asked/ }).waitFor(),
  },
];

/** With a provider at its emulator: how it is set, fails, costs and is limited. */
export function providerShots(openai: OpenAiEmulator): readonly Shot[] {
  const pathOf = async (client: Stock) => {
    const { items } = await client.providers.list();
    return `/settings/providers/${items.find(({ kind }) => kind === 'openai')?.id}`;
  };
  const choose = async (page: Page, item: string) => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const left = async (client: Stock) => {
    openai.failWith(({ isWork }) => (isWork ? 'server-error' : undefined));
    const isLeftAlone = async () =>
      (await client.providers.list()).items.some(({ breakers }) => breakers.some(({ state }) => state === 'open'));
    for (let tries = 0; tries < 20 && !(await isLeftAlone()); tries++) {
      const parameters = { prompt: `A showroom, number ${tries}` };
      await made(client, { operation: 'generateImage', parameters }).catch(() => undefined);
    }
    openai.failWith(undefined);
    return await pathOf(client);
  };
  const used = async (client: Stock) => {
    for (const prompt of ['A red car', 'A blue car']) await made(client, { operation: 'generateImage', parameters: { prompt } });
    await client.budgets.set('day', { limitMicrodollars: 400_000, alertsAtPercent: [50, 80] });
    return '/settings/usage';
  };
  return [
    {
      name: 'settings-provider-new',
      path: '/settings/providers',
      async act(page) {
        await page.getByRole('button', { name: 'Add provider' }).click();
        await page.getByLabel('Key', { exact: true }).fill('sk-not-this-one');
        await page.getByLabel('Address').fill(openai.url);
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        await page.getByRole('alert').first().waitFor();
      },
    },
    { name: 'settings-providers', path: '/settings/providers' },
    { name: 'settings-provider', path: pathOf },
    { name: 'settings-provider-change', path: pathOf, act: (page) => choose(page, 'Change…') },
    { name: 'settings-provider-key', path: pathOf, act: (page) => choose(page, 'Replace key…') },
    { name: 'settings-provider-remove', path: pathOf, act: (page) => choose(page, 'Remove…') },
    { name: 'settings-usage', path: used, act: (page) => page.locator('[data-sum]').first().waitFor() },
    {
      name: 'settings-usage-models',
      path: '/settings/usage',
      async act(page) {
        await page.getByRole('tab', { name: 'Models' }).click();
        await page.locator('[data-sum]').first().scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'settings-budget',
      path: '/settings/usage',
      async act(page) {
        await page.getByRole('button', { name: 'Change budget of a day' }).click();
        await page.getByLabel('US dollars').fill('much');
        await page.getByRole('button', { name: 'Save' }).click();
      },
    },
    {
      name: 'settings-provider-left-alone',
      path: left,
      act: (page) =>
        page
          .getByText(/Left alone|To be tried/)
          .first()
          .waitFor(),
    },
    { name: 'settings-providers-left-alone', path: '/settings/providers' },
  ];
}
