import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds on the page as it is now, in words; motion is ended first, since axe would see colours in between. */
export async function accessibilityFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => {
    const underWay = () =>
      document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    // What inherits a colour begins to change when what it inherits from has ended: once for each step of the way down.
    for (let motions = underWay(), step = 0; motions.length > 0 && step < 100; motions = underWay(), step++) {
      for (const motion of motions) motion.finish();
    }
  });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (): Promise<axe.AxeResults> => Reflect.get(globalThis, 'axe').run(document, { resultTypes: ['violations'] }),
  );
  return violations.map(({ id, help, nodes }) => {
    return `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`;
  });
}
