import { createClient } from '@forecourt/sdk/client';
import { createUploader } from '@forecourt/sdk/uploads';
import { chromium, type FakeS3, openBrowser, redCarPhoto, startFakeS3 } from '@forecourt/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, findingsInEveryLook } from './accessibility.ts';
import { type RunningApp, startApp } from './app.ts';
import { desktop, signIn } from './pages.ts';

describe.skipIf(!chromium.canStart)(`the storage page${chromium.note}`, () => {
  let s3: FakeS3;
  let browser: Browser;
  let app: RunningApp;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    s3 = await startFakeS3();
    browser = await openBrowser();
    app = await startApp({
      hasOwner: true,
      env: {
        FORECOURT_SERVER_WORKER: 'no',
        FORECOURT_S3_ENDPOINT: s3.url,
        FORECOURT_S3_BUCKET: s3.bucket,
        FORECOURT_S3_REGION: s3.region,
        FORECOURT_S3_ACCESS_KEY_ID: s3.accessKeyId,
        FORECOURT_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
      },
    });
    context = await browser.newContext({ viewport: desktop });
    await signIn(context, app);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
    await s3[Symbol.asyncDispose]();
  });

  const lookAt = async () => {
    expect(await findingsInEveryLook(page)).toEqual([]);
  };

  it('says what is kept, moves files to the bucket, empties the folder after asking, and cleans up', async () => {
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const client = createClient({ url: app.url, headers: { cookie } });
    const { id } = await client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    await using uploader = createUploader({ client, storage: null });
    await uploader.add(new File([new Uint8Array(redCarPhoto())], 'car.png'), { vehicleId: id }).done;

    await page.goto(`${app.url}/settings/storage`);
    await page.getByText('Files are in the data folder').waitFor();
    await page.getByText('Nothing was cleaned up yet').waitFor();
    await lookAt();
    await page.getByRole('button', { name: 'Move to the bucket' }).click();
    await page.getByLabel('Limit in megabytes a second').fill('50');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Move files' }).click();
    await page.getByText('All files are in the bucket').waitFor();
    await lookAt();
    expect([...s3.objects.keys()].filter((key) => key.startsWith('assets/'))).toHaveLength(1);

    await page.getByRole('button', { name: 'Empty the data folder' }).click();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Empty the data folder' }).click();
    await page.getByText('All files were moved to the bucket').waitFor();
    await page.getByRole('button', { name: 'Only look' }).click();
    await page.getByText('Nothing to remove, nothing missing').waitFor();
    await lookAt();
    const written = (await Array.fromAsync(client.audit.list())).filter(({ action }) => action === 'storage.moved');
    expect(written.map(({ details }) => details.step)).toEqual(['source removed', 'begun']);
  });
});
