import type { Page } from 'playwright-core';

/**
 * What does not fit on the page as wide as it is now, in words: the page itself where it scrolls sideways, and what a box cuts off without
 * saying so. What scrolls by itself or ends in an ellipsis fits.
 */
export function widthFindings(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const findings: string[] = [];
    // Not the window: on a phone that grows with the page.
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) findings.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
    for (const element of document.body.querySelectorAll('*')) {
      const { overflowX, textOverflow, position, visibility } = getComputedStyle(element);
      const isCutting = overflowX === 'hidden' || overflowX === 'clip';
      // Words for screen readers alone stand in a box of one pixel.
      const isForReaders = position === 'absolute' && element.clientWidth <= 1;
      if (!isCutting || textOverflow === 'ellipsis' || isForReaders || visibility === 'hidden' || element.clientWidth === 0) continue;
      // Halves of a pixel are rounded up.
      if (element.scrollWidth <= element.clientWidth + 1) continue;
      const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 60);
      findings.push(`<${element.localName}> "${words}" cuts off ${element.scrollWidth - element.clientWidth} of ${element.scrollWidth}`);
    }
    return findings;
  });
}
