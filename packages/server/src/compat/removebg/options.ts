import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';

const yesOrNo = z.enum(['true', 'false', '1', '0', '']).transform((value) => value === 'true' || value === '1');
const length = /^-?\d+(\.\d+)?(px|%)?$/;
const colour = z
  .string()
  .regex(/^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$|^[a-z]+$/i, 'must be a colour such as 81d4fa, 81d4fa77 or white')
  .transform((value) => (/^#?[0-9a-f]+$/i.test(value) ? `#${value.replace('#', '')}` : value.toLowerCase()));

/**
 * The fields of remove.bg's `POST /v1.0/removebg`, as text. Fields that change nothing here are named in {@link ignored}.
 * Sizes are the largest number of pixels that come out, by their documentation.
 */
const fieldsSchema = z.looseObject({
  size: z.enum(['preview', 'small', 'regular', 'medium', 'hd', '4k', 'full', '50MP', 'auto']).default('preview'),
  format: z.enum(['auto', 'png', 'jpg', 'zip', 'webp']).default('auto'),
  channels: z.enum(['rgba', 'alpha']).default('rgba'),
  bg_color: colour.optional(),
  crop: yesOrNo.default(false),
  crop_margin: z
    .string()
    .trim()
    .transform((value) => value.split(/[\s,]+/))
    .pipe(z.array(z.string().regex(length, 'must be lengths such as 30px or 10%')).min(1).max(4))
    .default(['0']),
  roi: z
    .string()
    .trim()
    .transform((value) => value.split(/[\s,]+/))
    .pipe(z.array(z.string().regex(length)).length(4, 'must be four lengths: x1 y1 x2 y2'))
    .optional(),
});

const megapixel = 1_000_000;
const pixelsOfSize = {
  preview: 0.25 * megapixel,
  small: 0.25 * megapixel,
  regular: 0.25 * megapixel,
  medium: 1.5 * megapixel,
  hd: 4 * megapixel,
  '4k': 10 * megapixel,
  full: 25 * megapixel,
  auto: 25 * megapixel,
  '50MP': 50 * megapixel,
} as const;

/** What is taken and does nothing: a car is what is looked for, and no shadow is drawn. The answer says so in a header. */
const ignored = ['type', 'type_level', 'scale', 'position', 'add_shadow', 'shadow_type', 'shadow_opacity', 'semitransparency'] as const;
const known = new Set<string>([...Object.keys(fieldsSchema.shape), ...ignored]);

export interface RemovebgOptions {
  readonly maximumPixels: number;
  readonly format: 'png' | 'jpg' | 'zip' | 'webp';
  readonly isMaskWanted: boolean;
  /** `#rrggbb`, `#rrggbbaa` or a name. */
  readonly background: string | undefined;
  /** Margins when cropping to the car: top, right, bottom, left. */
  readonly crop: readonly [string, string, string, string] | undefined;
  /** Where to look for the car: x1, y1, x2, y2. */
  readonly region: readonly string[] | undefined;
  /** Fields that were given and change nothing. */
  readonly ignored: readonly string[];
}

/** @throws INVALID_INPUT, naming the field */
export function parseFields(fields: Readonly<Record<string, string>>): RemovebgOptions {
  const unknown = Object.keys(fields).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new ForecourtError('INVALID_INPUT', `There is no field ${unknown}.`, { hint: `Known fields: ${[...known].join(', ')}.` });
  }
  const parsed = fieldsSchema.safeParse(fields);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ForecourtError('INVALID_INPUT', `${issue?.path.join('.')}: ${issue?.message}.`, { cause: parsed.error });
  }
  const { size, format, channels, bg_color, crop, crop_margin, roi } = parsed.data;
  const [top = '0', right = top, bottom = top, left = right] = crop_margin;
  return {
    maximumPixels: pixelsOfSize[size],
    // `auto` is PNG where something shines through, else JPEG.
    format: format === 'auto' ? (bg_color === undefined || channels === 'alpha' ? 'png' : 'jpg') : format,
    isMaskWanted: channels === 'alpha',
    background: bg_color,
    crop: crop ? [top, right, bottom, left] : undefined,
    region: roi,
    ignored: ignored.filter((name) => fields[name] !== undefined),
  };
}

/** A length of the API (`30px`, `10%`, `30`) in pixels of a side; percentages are of that side. */
export function lengthInPx(text: string, sidePx: number): number {
  const value = Number.parseFloat(text);
  return Math.round(text.endsWith('%') ? (value / 100) * sidePx : value);
}
