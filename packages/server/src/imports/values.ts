import type { ImportField } from '@forecourt/sdk/contract';

/** A value that was understood, or why it was not. */
export type Read = { readonly value: string | number | null } | { readonly message: string };

const kilometresOfMile = 1.609344;

/** Reads what people and programs write into a column. Empty is nothing, never a mistake. */
export const readers: Readonly<Record<ImportField, (text: string, column: string) => Read>> = {
  stockNumber: (text) => ({ value: text }),
  vin: (text) => ({ value: text.replace(/[\s-]/g, '').toUpperCase() || null }),
  make: (text) => ({ value: text }),
  model: (text) => ({ value: text }),
  colour: (text) => ({ value: text || null }),
  year: readYear,
  mileageKm: (text, column) => {
    const amount = readNumber(text.replace(/(km|kilometer|miles|meilen|mi)\.?\s*$/i, ''));
    if ('message' in amount || amount.value === null) return amount;
    const isMiles = /(miles|meilen|\bmi)\.?\s*$/i.test(text) || /miles|\(mi\)|\bmi\b/i.test(column);
    return { value: Math.round(Number(amount.value) * (isMiles ? kilometresOfMile : 1)) };
  },
  priceCents: (text, column) => {
    const plain = text.replace(/[€$£]|EUR|USD|GBP|CHF/gi, '').replace(/[.,][-–]+\s*$/, '');
    const amount = readNumber(plain);
    if ('message' in amount || amount.value === null) return amount;
    return { value: Math.round(Number(amount.value) * (/cents?\b/i.test(column) ? 1 : 100)) };
  },
  currency: (text) => ({ value: text === '' ? null : (signs[text] ?? text.toUpperCase()) }),
};

const signs: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP' };

/** The currency that a price itself says. */
export function currencyIn(price: string): string | undefined {
  const found = /[€$£]|EUR|USD|GBP|CHF/i.exec(price)?.[0];
  return found === undefined ? undefined : (signs[found] ?? found.toUpperCase());
}

/**
 * `12.345,67`, `12,345.67`, `12 345`, `12'345.6`: where both signs stand, the last one is the decimal; where one stands alone, it is
 * one for thousands if three digits follow each time, since no price or mileage has three decimals.
 */
function readNumber(text: string): Read {
  const digits = text.replace(/[\s\u00a0\u202f'’]/g, '');
  if (digits === '') return { value: null };
  if (!/^\d[\d.,]*$/.test(digits)) return { message: 'is no number' };
  const decimal = decimalSign(digits);
  const whole = decimal === undefined ? digits : digits.slice(0, digits.lastIndexOf(decimal));
  const part = decimal === undefined ? '' : digits.slice(digits.lastIndexOf(decimal) + 1);
  const groups = whole.split(/[.,]/);
  const isGrouped = groups.every((group, place) => (place === 0 ? group.length <= 3 : group.length === 3));
  if (groups.length > 1 && !isGrouped) return { message: 'is no number' };
  const value = Number(`${groups.join('')}.${part || '0'}`);
  return Number.isFinite(value) ? { value } : { message: 'is no number' };
}

function decimalSign(digits: string): '.' | ',' | undefined {
  const [dot, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')];
  if (dot < 0 && comma < 0) return undefined;
  if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
  const sign = dot >= 0 ? '.' : ',';
  const parts = digits.split(sign);
  return parts.slice(1).every((part) => part.length === 3) && (parts[0]?.length ?? 0) <= 3 ? undefined : sign;
}

/** `2021`, `03/2021`, `15.03.2021`, `2021-03-15T00:00:00Z`, also with `.0` behind it. */
function readYear(text: string): Read {
  if (text === '') return { value: null };
  const found =
    /^(\d{4})(?:\.0+)?$/.exec(text)?.[1] ??
    /^(?:\d{1,2}[./-])?\d{1,2}[./-](\d{4})$/.exec(text)?.[1] ??
    /^(\d{4})-\d{2}(?:-\d{2}(?:[T ].*)?)?$/.exec(text)?.[1];
  return found === undefined ? { message: 'is no year' } : { value: Number(found) };
}
