import { z } from 'zod';

/** Red, green and blue, 0 to 255, in sRGB. */
export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

const names: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' };
const pattern = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/;

/** A solid colour: `#rrggbb`, `#rgb`, `white` or `black`, in any case. Parses to {@link Rgb}. */
export const colourSchema = z
  .string()
  .transform((text) => names[text.trim().toLowerCase()] ?? text.trim().toLowerCase())
  .refine((text) => pattern.test(text), { error: 'a colour is written #rrggbb, #rgb, white or black' })
  .transform(parseHex);

function parseHex(text: string): Rgb {
  const digits = text.length === 4 ? text.replace(/[0-9a-f]/g, '$&$&') : text;
  const value = Number.parseInt(digits.slice(1), 16);
  return { red: value >> 16, green: (value >> 8) & 0xff, blue: value & 0xff };
}
