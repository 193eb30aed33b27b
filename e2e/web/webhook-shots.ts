import type { Shot } from './shots.ts';
import type { Stock } from './stock.ts';

/** A public address that nobody answers at from here: its webhook fails. */
const url = 'https://1.1.1.1/forecourt';

const failing = async (client: Stock) => {
  const { items } = await client.webhooks.list({ limit: 1 }).page();
  const id =
    items[0]?.id ??
    (await client.webhooks.create({ url, description: 'Our website', eventTypes: ['vehicle.created', 'photo.changed'] })).id;
  await client.webhooks.ping(id);
  return `/settings/webhooks/${id}`;
};

export const webhookShots: readonly Shot[] = [
  { name: 'settings-webhooks-empty', path: '/settings/webhooks' },
  {
    name: 'settings-webhook-new',
    path: '/settings/webhooks',
    async act(page) {
      await page.getByRole('button', { name: 'New webhook' }).click();
      await page.getByLabel('Address').fill('https://10.0.0.1/forecourt');
      await page.getByRole('checkbox', { name: 'photo.changed' }).click();
      await page.getByRole('button', { name: 'Add webhook' }).click();
      await page.getByRole('alert').first().waitFor();
    },
  },
  {
    name: 'settings-webhook',
    path: failing,
    async act(page) {
      await page.getByRole('button', { name: 'webhook.ping', exact: true }).first().click();
      await page.getByLabel('Body of the request').waitFor();
    },
  },
  { name: 'settings-webhooks', path: '/settings/webhooks' },
];
