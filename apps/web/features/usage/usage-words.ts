import type { UsageGroup, UsageSum } from '@forecourt/sdk/contract';

/** `$12.34`; below a dollar as many digits as say something; never `$0.00` for what did cost. */
export function money(microdollars: number, locale?: string): string {
  const digits = microdollars === 0 || microdollars >= 1_000_000 ? 2 : microdollars >= 10_000 ? 4 : 6;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(microdollars / 1e6);
}

/** What a box of dollars says, in whole millionths: `12`, `12.50`, `12,5`; null for anything else, and beyond a million dollars. */
export function microdollarsOf(text: string): number | null {
  const [, whole, fraction = ''] = /^\$?\s*(\d{1,7})(?:[.,](\d{1,6}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  const microdollars = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
  return microdollars <= mostMicrodollars ? microdollars : null;
}

const mostMicrodollars = 1_000_000_000_000;

/** The same the other way: `12.5` to go on writing. */
export function dollarsToEdit(microdollars: number): string {
  const fraction = String(microdollars % 1_000_000)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '');
  return `${Math.floor(microdollars / 1_000_000)}.${fraction}`;
}

/** `80`, `50, 80`: percentages in their order, each once; null where something else stands there. */
export function percentsOf(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;%]+/).filter((part) => part !== '');
  const percents = parts.map(Number);
  if (percents.length > 5 || percents.some((percent) => !Number.isInteger(percent) || percent < 1 || percent > 100)) return null;
  return [...new Set(percents)].sort((one, other) => one - other);
}

/** Of those that came to an end by themselves, `98 %`; none is a dash. Whole only where it is whole. */
export function successOf({ done, failed }: Pick<UsageSum, 'done' | 'failed'>, locale?: string): string {
  const ended = done + failed;
  if (ended === 0) return '–';
  const share = Math.floor((done / ended) * 1000) / 1000;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: share < 0.1 || share > 0.99 ? 1 : 0 }).format(share);
}

export const groupWords: Readonly<Record<UsageGroup, { readonly tab: string; readonly one: string }>> = {
  provider: { tab: 'Providers', one: 'Provider' },
  model: { tab: 'Models', one: 'Model' },
  operation: { tab: 'Operations', one: 'Operation' },
  person: { tab: 'People', one: 'Person or key' },
  day: { tab: 'Days', one: 'Day' },
};
