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
  await prepare(page);
  const { violations } = await page.evaluate(
    (rules): Promise<axe.AxeResults> => {
      Reflect.get(globalThis, 'endMotions')();
      return Reflect.get(globalThis, 'axe').run(document, { resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
    },
    onlyColours ? colourRules : null,
  );
  return violations.map(({ id, help, nodes }) => {
    return `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`;
  });
}

interface Look extends AccessibilityOptions {
  readonly viewport: typeof phone | typeof desktop;
  readonly colorScheme: 'light' | 'dark';
}

/** Neighbours differ in one thing, since each change has the whole page laid out or painted anew. */
const everyLook: readonly Look[] = [
  { viewport: desktop, colorScheme: 'dark', onlyColours: true },
  { viewport: phone, colorScheme: 'dark', onlyColours: true },
  { viewport: phone, colorScheme: 'light' },
  { viewport: desktop, colorScheme: 'light' },
];

/** The same on a phone and on a desktop, in light and in dark; the page has its size again afterwards, and light colours. */
export async function findingsInEveryLook(page: Page): Promise<readonly string[]> {
  const size = page.viewportSize();
  const findings = await findingsInLooks(page, everyLook);
  if (size !== null) await page.setViewportSize(size);
  return findings;
}

/** The same on a phone in dark and on a desktop in light, as which the page is left. */
export function findingsInTwoLooks(page: Page): Promise<readonly string[]> {
  return findingsInLooks(page, [
    { viewport: phone, colorScheme: 'dark' },
    { viewport: desktop, colorScheme: 'light' },
  ]);
}

async function findingsInLooks(page: Page, looks: readonly Look[]): Promise<readonly string[]> {
  // What is under way comes to its end before nothing moves any more.
  await prepare(page);
  await page.evaluate(endMotions);
  await page.evaluate(holdStill);
  const findings: string[] = [];
  for (const { viewport, colorScheme, ...options } of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const found = await accessibilityFindings(page, options);
    findings.push(...found.map((finding) => `${viewport.width} ${colorScheme}: ${finding}`));
  }
  await page.evaluate(moveAgain);
  return findings;
}

/** Half a megabyte that the browser has to read: once for a page, however often it is looked at. */
async function prepare(page: Page): Promise<void> {
  const isPrepared = await page.evaluate(() => Reflect.has(globalThis, 'endMotions'));
  if (!isPrepared) await page.evaluate(`${axe.source}\nglobalThis.endMotions = ${endMotions};`);
}

/** In the page: ends what moves, as if its time were over. */
function endMotions(): void {
  const underWay = () => document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
  // What inherits a colour begins to change when what it inherits from has ended: once for each step of the way down.
  for (let motions = underWay(), step = 0; motions.length > 0 && step < 100; motions = underWay(), step++) {
    for (const motion of motions) motion.finish();
  }
}

/** In the page: colours change at once. To end their change step by step takes as long as all that axe looks at. */
function holdStill(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { transition: none !important }');
  document.adoptedStyleSheets.push(sheet);
  Reflect.set(globalThis, 'stillness', sheet);
}

/** In the page: ends what {@link holdStill} began. */
function moveAgain(): void {
  const sheet: unknown = Reflect.get(globalThis, 'stillness');
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
}
