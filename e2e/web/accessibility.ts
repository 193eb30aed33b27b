import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { desktop, phone } from './pages.ts';

/** The rules on which light and dark may differ: they look at colours, all others at what is there. */
const colourRules = ['color-contrast', 'link-in-text-block'];

export interface AccessibilityOptions {
  /** Only what colours decide, on a page that was looked at whole in other colours. */
  readonly onlyColours?: boolean;
}

/** What axe finds on the page as it is now, in words; motion is ended first, since axe would see colours in between. */
export async function accessibilityFindings(page: Page, { onlyColours = false }: AccessibilityOptions = {}): Promise<readonly string[]> {
  // Half a megabyte that the browser has to read: once for a page, however often it is looked at.
  if (!(await page.evaluate(() => Reflect.has(globalThis, 'axe')))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (rules): Promise<axe.AxeResults> => {
      const underWay = () =>
        document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
      // What inherits a colour begins to change when what it inherits from has ended: once for each step of the way down.
      for (let motions = underWay(), step = 0; motions.length > 0 && step < 100; motions = underWay(), step++) {
        for (const motion of motions) motion.finish();
      }
      return Reflect.get(globalThis, 'axe').run(document, { resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
    },
    onlyColours ? colourRules : null,
  );
  return violations.map(({ id, help, nodes }) => {
    return `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`;
  });
}

/** The same on a phone and on a desktop, in light and in dark; the page has its size again afterwards, and light colours. */
export async function findingsInEveryLook(page: Page): Promise<readonly string[]> {
  const size = page.viewportSize();
  const findings: string[] = [];
  for (const viewport of [phone, desktop]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await accessibilityFindings(page, { onlyColours: colorScheme === 'dark' });
      findings.push(...found.map((finding) => `${viewport.width} ${colorScheme}: ${finding}`));
    }
  }
  if (size !== null) await page.setViewportSize(size);
  return findings;
}
