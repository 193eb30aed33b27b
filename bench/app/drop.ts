import type { Page } from 'playwright-core';
import { createClient } from '../../packages/sdk/src/client/index.ts';
import { chromium, makeKey, openBrowser, owner } from '../../packages/testing/src/index.ts';
import { type Benchmark, type Context, Skipped } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';
import { startSide } from '../sides/start.ts';
import { differentPhotos } from './different-photos.ts';
import { startApp } from './start.ts';

/** As a ratio, 0.77. */
const allowed = 1.3;
const warmUps = 2;

/** What a dealer waits for: from dropping a photo of 12 megapixels on a vehicle's page to seeing its cutout there. */
export const appDrop: Benchmark = {
  name: 'app.drop',
  title: `from the drop of a photo of 12 megapixels to its cutout on the page, at most ${allowed} times a warm engine's own call`,
  target: { field: 'ratio', bound: 'at least', limit: 0.77 },
  repeat: 7,
  run: measure,
};

async function measure(context: Context) {
  if (!chromium.isThere) throw new Skipped('there is no Chromium on this machine');
  const { paths, origin } = await differentPhotos(12, context.repeat + warmUps);
  await using app = await startApp(context.signal);
  const client = createClient({ url: app.url, key: await makeKey(app.url) });
  const { id } = await client.vehicles.create({ stockNumber: 'drop', make: 'Audi', model: 'A4' });
  await using browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.context().request.post(`${app.url}/api/v1/session`, { data: owner, headers: { Origin: app.url } });
  await page.goto(`${app.url}/vehicles/${id}`, { waitUntil: 'networkidle' });
  await using engine = startSide('ours', context.signal);
  let at = 0;
  const pairs = await alternately(context, {
    unit: 'ms',
    warmUps,
    ours: () => dropAndSee(page, paths[at++] ?? ''),
    peer: async () => (await engine.ask('cut', { photo: paths[at - 1] ?? '', request: { format: 'png', report: true } })).ms,
  });
  return compare(pairs, { unit: 'ms', peer: 'the same call of a warm engine, with report', better: 'less', details: [origin] });
}

/** Milliseconds by the page's own clock. */
async function dropAndSee(page: Page, path: string): Promise<number> {
  // The browser has the file at hand, as after picking it up, before the clock starts.
  const input = await page.evaluateHandle(() =>
    document.body.appendChild(Object.assign(document.createElement('input'), { type: 'file', hidden: true })),
  );
  await input.setInputFiles(path);
  return input.evaluate(async (element) => {
    // Photo and cutout are two files; each is shown by its hash in the address.
    const shown = () =>
      new Set(
        [...document.images].flatMap(({ currentSrc, complete, naturalWidth }) => {
          const hash = /\/assets\/([0-9a-f]{64})\//.exec(currentSrc)?.[1];
          return hash !== undefined && complete && naturalWidth > 0 ? [hash] : [];
        }),
      );
    const transfer = new DataTransfer();
    for (const file of element.files ?? []) transfer.items.add(file);
    const [file] = transfer.files;
    if (!file) throw new Error('the browser did not take the file');
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    const photo = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const before = shown();
    const started = performance.now();
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    for (;;) {
      // Asking at every frame would make the page draw every frame, on the processor that the engine needs.
      await new Promise((done) => setTimeout(done, 20));
      if ([...shown()].some((hash) => hash !== photo && !before.has(hash))) break;
      if (performance.now() - started > 120_000) throw new Error('no cutout came in two minutes');
    }
    element.remove();
    return performance.now() - started;
  });
}
