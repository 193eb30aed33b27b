import type { OpenAiEmulator, ReplicateEmulator } from '@forecourt/testing';
import type { Page } from 'playwright-core';
import { drawCar, made, wordsOf } from './generating.ts';
import type { Shot } from './shots.ts';
import type { Stock } from './stock.ts';

/** Before any provider is set up. */
export const noProviderShots: readonly Shot[] = [
  { name: 'generate-empty', path: '/generate' },
  { name: 'generate-nobody', path: '/generate', act: (page) => page.getByRole('button', { name: 'New picture' }).click() },
];

/** With both providers at their emulators. */
export function generateShots({ openai }: { readonly openai: OpenAiEmulator; readonly replicate: ReplicateEmulator }): readonly Shot[] {
  let tree: Promise<readonly string[]> | undefined;
  const treeOf = (client: Stock) => {
    tree ??= madeTree(client);
    return tree;
  };
  const underWay = async (client: Stock, fault: 'stuck' | 'refused' | 'server-error') => {
    openai.failWith(({ isWork }) => (isWork ? fault : undefined));
    const prompt = fault === 'stuck' ? 'An empty showroom with large windows' : 'A car with a famous person';
    const parameters = { prompt };
    const generation = await client.generations.create({ operation: 'generateImage', provider: 'openai', parameters, merge: false });
    return `/generate/${generation.id}`;
  };
  const pictureThere = (page: Page) => page.locator('[data-stage] img[data-there=true]').first().waitFor();
  return [
    {
      name: 'generate-drawing',
      path: '/generate',
      async act(page) {
        await openNew(page);
        await drawCar(page, page.getByRole('application'));
        await wordsOf(page).fill('A red hatchback on a mountain road in the evening sun');
        await page.getByRole('application').scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'generate-choosing',
      path: '/generate',
      async act(page) {
        await openNew(page);
        await wordsOf(page).fill('A red hatchback on a mountain road in the evening sun');
        await page.getByText(/more models? that can/).click();
        await page.locator('[data-offer^="replicate stability-ai"]').first().click();
        await page.getByText('More options').click();
        await page.getByRole('button', { name: 'Reset settings' }).scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'generate-picture',
      path: '/generate',
      async act(page) {
        await openNew(page);
        await page.getByRole('button', { name: 'Picture', exact: true }).click();
        await page.getByRole('list', { name: 'Photos' }).getByRole('img').first().waitFor();
      },
    },
    { name: 'generate-working', path: (client) => underWay(client, 'stuck'), act: (page) => page.locator('[data-working]').waitFor() },
    {
      name: 'generate-refused',
      path: (client) => underWay(client, 'refused'),
      act: (page) => page.getByRole('alert').first().waitFor(),
    },
    {
      name: 'generate-failed',
      path: (client) => underWay(client, 'server-error'),
      act: (page) =>
        page
          .getByText(/Failed|Tries again/)
          .first()
          .waitFor(),
    },
    { name: 'generate-done', path: async (client) => `/generate/${(await treeOf(client))[0]}`, act: pictureThere },
    { name: 'generate-tree', path: async (client) => `/generate/${(await treeOf(client)).at(-1)}`, act: pictureThere },
    {
      name: 'generate-compare',
      path: async (client) => `/generate/${(await treeOf(client)).at(-1)}`,
      async act(page) {
        await pictureThere(page);
        await page.keyboard.press('c');
        await page.locator('[data-view=compare] img[data-there=true]').first().waitFor();
      },
    },
    { name: 'generate-gallery', path: '/generate' },
  ];
}

async function openNew(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New picture' }).click();
  await page.getByRole('radio').first().waitFor();
}

/** A picture, two that go on from it, and one that goes on from the second of them. */
async function madeTree(client: Stock): Promise<readonly string[]> {
  const root = await made(client, { operation: 'generateImage', parameters: { prompt: 'A red hatchback on a mountain road', count: 2 } });
  const refine = async (parent: typeof root, prompt: string) => {
    const [result] = parent.results;
    const from = { parentId: parent.id, ...(result && { parentResultId: result.id }) };
    return await made(client, { operation: 'editImage', ...from, parameters: { prompt } });
  };
  const night = await refine(root, 'The same car at night, wet road, lights on');
  const snow = await refine(root, 'The same car in the snow');
  const closer = await refine(snow, 'The same car in the snow, seen from closer, the mountains behind it');
  return [root.id, night.id, snow.id, closer.id];
}
