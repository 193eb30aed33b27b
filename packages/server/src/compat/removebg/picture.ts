import { ForecourtError } from '@forecourt/errors';
import type { RgbaPixels, RgbPixels } from '@forecourt/quality';
import { applyOperations, decodeImage, encodeImage, type OperationStep } from '@forecourt/sdk/imaging';
import { lengthInPx, type RemovebgOptions } from './options.ts';

/** A rectangle of a picture, in pixels. */
export interface Area {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Finished {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where the car is in the photo at its full size. */
  readonly foreground: Area;
}

/** From this alpha on a pixel belongs to the car; mattes leave a faint haze in corners. */
const seen = 8;

/**
 * Makes of a cutout what was asked for: region, crop, size, background, mask, format.
 *
 * @throws NOTHING_FOUND where no car is left
 */
export async function finish(
  cutout: RgbaPixels,
  options: RemovebgOptions,
  background: Uint8Array | undefined,
  signal: AbortSignal,
): Promise<Finished> {
  const whole = options.region ? within(cutout, options.region) : cutout;
  const foreground = opaqueArea(whole);
  if (foreground === null) {
    throw new ForecourtError('NOTHING_FOUND', 'No car was found in this picture.', { hint: 'Send a photo that shows one.' });
  }
  const cropped = options.crop ? await cropTo(whole, foreground, options.crop, signal) : whole;
  const sized = await shrink(cropped, options.maximumPixels, signal);
  const { widthPx, heightPx } = sized;
  const { bytes, type } = await encode(sized, options, background, signal);
  return { bytes, type, widthPx, heightPx, foreground };
}

/** Everything outside the region becomes transparent. */
function within(picture: RgbaPixels, [x1 = '0', y1 = '0', x2 = '100%', y2 = '100%']: readonly string[]): RgbaPixels {
  const { widthPx, heightPx } = picture;
  const [left, right] = [lengthInPx(x1, widthPx), lengthInPx(x2, widthPx)];
  const [top, bottom] = [lengthInPx(y1, heightPx), lengthInPx(y2, heightPx)];
  const data = picture.data.slice();
  for (let y = 0, at = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, at += 4) {
      if (x < left || x >= right || y < top || y >= bottom) data.fill(0, at, at + 4);
    }
  }
  return { ...picture, data };
}

function opaqueArea({ data, widthPx, heightPx }: RgbaPixels): Area | null {
  let [left, right, top, bottom] = [widthPx, -1, -1, -1];
  for (let y = 0, at = 3; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, at += 4) {
      if ((data[at] ?? 0) < seen) continue;
      if (top < 0) top = y;
      bottom = y;
      if (x < left) left = x;
      if (x > right) right = x;
    }
  }
  return bottom < 0 ? null : { leftPx: left, topPx: top, widthPx: right - left + 1, heightPx: bottom - top + 1 };
}

async function cropTo(picture: RgbaPixels, car: Area, margins: readonly string[], signal: AbortSignal): Promise<RgbaPixels> {
  const [top = '0', right = '0', bottom = '0', left = '0'] = margins;
  // Margins are of the car, and end where the photo ends.
  const leftPx = Math.max(0, car.leftPx - lengthInPx(left, car.widthPx));
  const topPx = Math.max(0, car.topPx - lengthInPx(top, car.heightPx));
  const endPx = Math.min(picture.widthPx, car.leftPx + car.widthPx + lengthInPx(right, car.widthPx));
  const bottomPx = Math.min(picture.heightPx, car.topPx + car.heightPx + lengthInPx(bottom, car.heightPx));
  const area = { leftPx, topPx, widthPx: Math.max(1, endPx - leftPx), heightPx: Math.max(1, bottomPx - topPx) };
  return withAlpha(await applyOperations(picture, [{ operation: 'crop', ...area }], { signal }));
}

async function shrink(picture: RgbaPixels, maximumPixels: number, signal: AbortSignal): Promise<RgbaPixels> {
  const pixels = picture.widthPx * picture.heightPx;
  if (pixels <= maximumPixels) return picture;
  const widthPx = Math.max(1, Math.floor(picture.widthPx * Math.sqrt(maximumPixels / pixels)));
  return withAlpha(await applyOperations(picture, [{ operation: 'resize', widthPx }], { signal }));
}

async function encode(picture: RgbaPixels, options: RemovebgOptions, background: Uint8Array | undefined, signal: AbortSignal) {
  if (options.isMaskWanted) return { bytes: await encodeImage(maskOf(picture), { format: 'png' }, { signal }), type: 'image/png' };
  const laid = background
    ? await layOn(picture, background, signal)
    : options.background
      ? layOnColour(picture, options.background)
      : picture;
  if (options.format === 'jpg')
    return { bytes: await encodeImage(laid, { format: 'jpeg', background: 'white' }, { signal }), type: 'image/jpeg' };
  if (options.format === 'webp') return { bytes: await encodeImage(laid, { format: 'webp' }, { signal }), type: 'image/webp' };
  return { bytes: await encodeImage(laid, { format: 'png' }, { signal }), type: 'image/png' };
}

/** The alpha channel as a grey picture. */
function maskOf({ data, widthPx, heightPx }: RgbaPixels): RgbPixels {
  const grey = new Uint8Array(widthPx * heightPx * 3);
  for (let from = 3, to = 0; to < grey.length; from += 4, to += 3) grey.fill(data[from] ?? 0, to, to + 3);
  return { data: grey, widthPx, heightPx, channels: 3 };
}

/** A picture behind the car: it fills the place, and what stands over is cut off evenly. */
async function layOn(picture: RgbaPixels, bytes: Uint8Array, signal: AbortSignal): Promise<RgbaPixels> {
  const { widthPx, heightPx } = picture;
  const { pixels } = await decodeImage(bytes, { signal });
  const steps: OperationStep[] = [{ operation: 'resize', widthPx, heightPx, fit: 'cover', enlarge: true }];
  return compose(picture, withAlpha(await applyOperations(pixels, steps, { signal })));
}

/** Colours with a name that CSS has and people send; others go by number. */
const named: Readonly<Record<string, string>> = {
  white: '#ffffff',
  black: '#000000',
  red: '#ff0000',
  green: '#008000',
  blue: '#0000ff',
  yellow: '#ffff00',
  grey: '#808080',
  gray: '#808080',
  transparent: '#00000000',
};

function layOnColour(picture: RgbaPixels, colour: string): RgbaPixels {
  const hex = colour.startsWith('#') ? colour.slice(1) : named[colour]?.slice(1);
  if (hex === undefined) {
    throw new ForecourtError('INVALID_INPUT', `bg_color: the colour ${colour} is not known here.`, {
      hint: `Send a number such as 81d4fa, or one of ${Object.keys(named).join(', ')}.`,
    });
  }
  const long = hex.length < 6 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const [red = 0, green = 0, blue = 0, alpha = 255] = Buffer.from(long, 'hex');
  const { widthPx, heightPx } = picture;
  const data = new Uint8Array(widthPx * heightPx * 4);
  for (let at = 0; at < data.length; at += 4) data.set([red, green, blue, alpha], at);
  return compose(picture, { data, widthPx, heightPx, channels: 4 });
}

/** Puts one picture over another of the same size (Porter and Duff 1984, "over", on straight alpha). */
function compose(over: RgbaPixels, under: RgbaPixels): RgbaPixels {
  const data = new Uint8Array(over.data.length);
  for (let at = 0; at < data.length; at += 4) {
    const front = (over.data[at + 3] ?? 0) / 255;
    const back = ((under.data[at + 3] ?? 0) / 255) * (1 - front);
    const alpha = front + back;
    for (let channel = 0; channel < 3; channel++) {
      const mixed = (over.data[at + channel] ?? 0) * front + (under.data[at + channel] ?? 0) * back;
      data[at + channel] = alpha === 0 ? 0 : Math.round(mixed / alpha);
    }
    data[at + 3] = Math.round(alpha * 255);
  }
  return { data, widthPx: over.widthPx, heightPx: over.heightPx, channels: 4 };
}

function withAlpha(picture: RgbPixels | RgbaPixels): RgbaPixels {
  if (picture.channels === 4) return picture;
  const { widthPx, heightPx } = picture;
  const data = new Uint8Array(widthPx * heightPx * 4).fill(255);
  for (let from = 0, to = 0; to < data.length; from += 3, to += 4) data.set(picture.data.subarray(from, from + 3), to);
  return { data, widthPx, heightPx, channels: 4 };
}
