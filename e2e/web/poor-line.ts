import type { Page } from 'playwright-core';

/** What a card said of an upload at a moment. */
export interface Said {
  readonly atMs: number;
  readonly name: string;
  readonly status: string;
  readonly text: string;
}

/** Figures of a card, in bytes; null where it does not say them. */
export interface Figures {
  readonly sentBytes: number | null;
  readonly bytesPerSecond: number | null;
  readonly hasRemaining: boolean;
}

declare global {
  var cardLog: Said[];
}

/** Writes down what the cards of uploads say, five times a second: nobody else's work delays it. */
export async function listenToCards(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.cardLog = [];
    setInterval(() => {
      for (const card of document.querySelectorAll('[data-upload-status]')) {
        const status = card.getAttribute('data-upload-status') ?? '';
        const text = card.querySelector('p.figures')?.textContent ?? '';
        const name = card.querySelector('p[title]')?.getAttribute('title') ?? '';
        globalThis.cardLog.push({ atMs: performance.now(), name, status, text });
      }
    }, 200);
  });
}

export function cardsSaid(page: Page): Promise<readonly Said[]> {
  return page.evaluate(() => globalThis.cardLog);
}

const units: Readonly<Record<string, number>> = { byte: 1, kB: 1e3, MB: 1e6 };

export function figuresOf(text: string): Figures {
  const sent = /([\d.]+) of [\d.]+ (byte|kB|MB)/.exec(text);
  const speed = /([\d.]+) (byte|kB|MB)\/s/.exec(text);
  const bytesIn = (match: RegExpExecArray | null) => (match ? Number(match[1]) * (units[match[2] ?? ''] ?? Number.NaN) : null);
  return { sentBytes: bytesIn(sent), bytesPerSecond: bytesIn(speed), hasRemaining: text.includes('left') };
}
