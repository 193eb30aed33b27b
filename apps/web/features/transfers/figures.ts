const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

function scaled(bytes: number): { readonly value: number; readonly unit: (typeof byteUnits)[number] } {
  const step = bytes < 1000 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(bytes) / 3));
  return { value: bytes / 1000 ** step, unit: byteUnits[step] ?? 'byte' };
}

/** "4.2 MB": decimal units as file managers and phones show them, one digit below ten so that the width hardly changes. */
export function bytesInWords(bytes: number, locale?: string): string {
  const { value, unit } = scaled(Math.max(0, bytes));
  const maximumFractionDigits = value < 10 && unit !== 'byte' ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(value);
}

/** "1.2 MB/s". */
export function speedInWords(bytesPerSecond: number, locale?: string): string {
  return `${bytesInWords(bytesPerSecond, locale)}/s`;
}

/** "12 of 40 MB": both in the unit of the whole, so the figure does not jump between units while it grows. */
export function bytesOfWhole(sentBytes: number, totalBytes: number, locale?: string): string {
  const { unit } = scaled(totalBytes);
  const share = sentBytes / 1000 ** byteUnits.indexOf(unit);
  const digits = totalBytes / 1000 ** byteUnits.indexOf(unit) < 10 && unit !== 'byte' ? 1 : 0;
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${number.format(share)} of ${bytesInWords(totalBytes, locale)}`;
}

/**
 * "about 2 min left". Rounded coarsely, since nobody knows it to the second and a figure that twitches is not believed;
 * null where it cannot be told.
 */
export function remainingInWords(remainingMs: number | null): string | null {
  if (remainingMs === null || !Number.isFinite(remainingMs) || remainingMs < 0) return null;
  const seconds = remainingMs / 1000;
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} s left`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `about ${minutes} min left`;
  const hours = Math.floor(minutes / 60);
  return `about ${hours} h ${minutes % 60} min left`;
}

/** Whole percent that says 100 only when all is there and 0 only when nothing is. */
export function percentOf(share: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return 100;
  return Math.min(99, Math.max(1, Math.round(share * 100)));
}

/** "1 photo", "12 photos". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat().format(count)} ${count === 1 ? one : many}`;
}
