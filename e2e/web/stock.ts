import { createClient } from '@forecourt/sdk/client';
import type { Photo, Vehicle } from '@forecourt/sdk/contract';
import { createUploader } from '@forecourt/sdk/uploads';
import { redCarPhoto } from '@forecourt/testing';
import type { BrowserContext, Page } from 'playwright-core';
import type { App } from './app.ts';

/** A client that asks as the person who is signed in in the browser. */
export async function clientOf(context: BrowserContext, app: App) {
  const cookies = await context.cookies(app.url);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return createClient({ url: app.url, headers: { cookie, origin: app.url } });
}

export type Stock = Awaited<ReturnType<typeof clientOf>>;

/** A vehicle with photos of the tiny model's red car, each with its cutout. */
export async function vehicleWithPhotos(
  client: Stock,
  stockNumber: string,
  count: number,
): Promise<{ vehicle: Vehicle; photos: readonly Photo[] }> {
  const vehicle = await addFiles(client, stockNumber, count);
  return { vehicle, photos: await photosInState(client, vehicle.id, 'review', count) };
}

/** A vehicle with photos of the tiny model's red car, whatever becomes of them. */
export async function addFiles(client: Stock, stockNumber: string, count: number): Promise<Vehicle> {
  const vehicle = await client.vehicles.create({ stockNumber, make: 'Audi', model: 'A4 Avant', year: 2021 });
  await using uploader = createUploader({ client, storage: null });
  const uploads = Array.from({ length: count }, (_, index) => {
    const name = `photo-${String(index + 1).padStart(2, '0')}.png`;
    return uploader.add(photoFile(name, index + 1), { vehicleId: vehicle.id });
  });
  await Promise.all(uploads.map((upload) => upload.done));
  return vehicle;
}

export function photoFile(name: string, seed: number, widthPx = 320): File {
  return new File([Buffer.from(redCarPhoto({ seed, widthPx, heightPx: (widthPx * 3) / 4 }))], name, { type: 'image/png' });
}

/** Waits, by events and not by the clock, until so many photos of a vehicle are in a state. */
export async function photosInState(client: Stock, vehicleId: string, state: Photo['state'], count: number): Promise<readonly Photo[]> {
  const photos = new Map<string, Photo>();
  for await (const event of client.events()) {
    if (event.type === 'stream.opened') {
      for await (const photo of client.photos.list({ vehicleId, limit: 200 })) photos.set(photo.id, photo);
    } else if ((event.type === 'photo.changed' || event.type === 'photo.added') && event.data.vehicleId === vehicleId) {
      photos.set(event.data.id, event.data);
    } else continue;
    const found = [...photos.values()].filter((photo) => photo.state === state).toSorted((one, other) => one.position - other.position);
    if (found.length >= count) return found;
  }
  throw new Error('The events ended.');
}

/** Drops files as a person does: anywhere on the page, or on one element of it. */
export async function dropFiles(
  page: Page,
  selector: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  const plain = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  await page
    .locator(selector)
    .first()
    .evaluate((element, list) => {
      const data = new DataTransfer();
      for (const { name, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: 'image/png' }));
      }
      for (const type of ['dragenter', 'dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    }, plain);
}
