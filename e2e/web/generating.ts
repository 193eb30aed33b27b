import type { Generation, NewGeneration } from '@forecourt/sdk/contract';
import type { OpenAiEmulator, ReplicateEmulator } from '@forecourt/testing';
import type { Locator, Page } from 'playwright-core';
import type { App } from './app.ts';
import type { Stock } from './stock.ts';

/** Sets up both providers at their emulators: OpenAI is asked first. */
export async function addProviders(
  client: Stock,
  { openai, replicate }: { readonly openai: OpenAiEmulator; readonly replicate: ReplicateEmulator },
): Promise<void> {
  await client.call('createProvider', { body: { kind: 'openai', key: openai.apiKey, baseUrl: openai.url } });
  await client.call('createProvider', { body: { kind: 'replicate', key: replicate.token, baseUrl: replicate.baseUrl } });
  await client.call('changeProviderRules', { body: { choose: 'order' } });
}

/** Opens the dialog as somebody does who wants a picture for a vehicle. */
export async function openDialog(page: Page, app: App, vehicleId: string): Promise<void> {
  await page.goto(`${app.url}/vehicles/${vehicleId}`);
  await page.getByRole('button', { name: 'More for this vehicle' }).click();
  await page.getByRole('menuitem', { name: 'Make a picture…' }).click();
  await page.getByRole('heading', { name: 'New picture' }).waitFor();
}

/** The box that the picture is described in. */
export function wordsOf(page: Page): Locator {
  return page.getByRole('dialog').getByLabel(/^What should (become of it|be on it)\?$/);
}

type Share = readonly [across: number, down: number];
const body: readonly Share[] = [
  [0.2, 0.6],
  [0.25, 0.5],
  [0.38, 0.48],
  [0.45, 0.38],
  [0.65, 0.38],
  [0.72, 0.48],
  [0.82, 0.52],
  [0.82, 0.6],
  [0.2, 0.6],
];
const road: readonly Share[] = [
  [0.1, 0.68],
  [0.9, 0.68],
];

/** Draws a car on a road, in two strokes. */
export async function drawCar(page: Page, pad: Locator): Promise<void> {
  const box = await pad.boundingBox();
  if (box === null) throw new Error('The paper is not to be seen.');
  for (const stroke of [body, road]) {
    for (const [index, [across, down]] of stroke.entries()) {
      await page.mouse.move(box.x + across * box.width, box.y + down * box.height, { steps: 3 });
      if (index === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }
}

/** Asks for a picture, and waits by events until it is there. */
export async function made(client: Stock, wanted: NewGeneration): Promise<Generation> {
  const { id } = await client.generations.create(wanted);
  for await (const event of client.events()) {
    if (event.type !== 'stream.opened' && event.type !== 'generation.changed') continue;
    const generation = await client.generations.get(id);
    if (generation.state === 'done') return generation;
    if (generation.state === 'failed') throw new Error(`It was not made: ${generation.problem?.detail}`);
  }
  throw new Error('The events ended.');
}
