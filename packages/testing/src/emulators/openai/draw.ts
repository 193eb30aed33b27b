import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Size } from './models.ts';

export type DrawnFormat = 'png' | 'webp' | 'jpeg';

const paints: readonly (readonly [word: RegExp, colour: string])[] = [
  [/\bred\b|\brot/i, '#c8102e'],
  [/\bblue\b|\bblau/i, '#1f4fa3'],
  [/\bgreen\b|\bgrün/i, '#2f7d3b'],
  [/\byellow\b|\bgelb/i, '#e8b500'],
  [/\bwhite\b|\bweiß/i, '#f2f2f0'],
  [/\bblack\b|\bschwarz/i, '#1b1b1d'],
  [/\bsilver\b|\bgrey\b|\bsilber/i, '#a9adb3'],
];

/** A car of the colour that the prompt names, before hills and a sky that its other words choose: the same words, the same picture. */
export async function drawCar(prompt: string, size: Size, isTransparent: boolean): Promise<Buffer> {
  const { widthPx, heightPx } = size;
  const scene = `<rect width="600" height="400" fill="${colourOf(prompt, 'sky', 80)}"/>
    <path d="M0 250 L140 ${120 + (numberOf(prompt, 'hill') % 80)} L290 250 L430 150 L600 250 L600 290 L0 290 Z" fill="${colourOf(prompt, 'hills', 45)}"/>
    <rect y="280" width="600" height="120" fill="#6d6a66"/>
    <path d="M0 340 H600" stroke="#e9e6df" stroke-width="5" stroke-dasharray="46 34"/>`;
  const paint = paints.find(([word]) => word.test(prompt))?.[1] ?? colourOf(prompt, 'paint', 50);
  const car = `<path d="M110 300 q-8 -50 30 -58 l60 -12 q50 -52 110 -52 q80 0 116 54 q66 8 70 40 l2 28 z" fill="${paint}"/>
    <path d="M222 232 q36 -36 84 -38 l4 38 z M322 194 q52 2 78 38 l-74 0 z" fill="#cfe3ee"/>
    <circle cx="190" cy="300" r="38" fill="#1c1c1e"/><circle cx="190" cy="300" r="19" fill="#b9bcc0"/>
    <circle cx="410" cy="300" r="38" fill="#1c1c1e"/><circle cx="410" cy="300" r="19" fill="#b9bcc0"/>
    <rect x="484" y="262" width="16" height="12" rx="4" fill="#ffe9a8"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 600 400" preserveAspectRatio="xMidYMid slice">${isTransparent ? '' : scene}${car}</svg>`;
  const drawn = sharp(Buffer.from(svg));
  return (isTransparent ? drawn.ensureAlpha() : drawn.removeAlpha()).png({ compressionLevel: 1 }).toBuffer();
}

/**
 * The drawing where the mask is transparent, or as a veil over all where there is none; elsewhere the picture as it was. Of a transparent one only
 * the outline of the drawn car is left.
 */
export async function editPicture(
  picture: Buffer,
  mask: Buffer | undefined,
  prompt: string,
  size: Size,
  isTransparent: boolean,
): Promise<Buffer> {
  const [width, height] = [size.widthPx, size.heightPx];
  const base = await sharp(picture).resize(width, height, { fit: 'fill' }).removeAlpha().png().toBuffer();
  const drawing = sharp(await drawCar(prompt, size, false));
  const alpha = mask
    ? await sharp(mask).resize(width, height, { fit: 'fill' }).extractChannel('alpha').negate().toColourspace('b-w').raw().toBuffer()
    : Buffer.alloc(width * height, 110);
  const over = await drawing
    .joinChannel(alpha, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  const edited = await sharp(base)
    .composite([{ input: over }])
    .removeAlpha()
    .png({ compressionLevel: 1 })
    .toBuffer();
  if (!isTransparent) return edited;
  const outline = await drawCar(prompt, size, true);
  return sharp(edited)
    .ensureAlpha()
    .composite([{ input: outline, blend: 'dest-in' }])
    .png({ compressionLevel: 1 })
    .toBuffer();
}

export async function encode(png: Buffer, format: DrawnFormat): Promise<Buffer> {
  return format === 'png' ? png : sharp(png).toFormat(format).toBuffer();
}

/** What a picture looks like while it is being made. */
export async function blurred(png: Buffer, sigma: number, format: DrawnFormat): Promise<Buffer> {
  const small = await sharp(png).resize({ width: 128 }).blur(sigma).png().toBuffer();
  return encode(small, format);
}

export async function resized(picture: Buffer, size: Size): Promise<Buffer> {
  return sharp(picture).resize(size.widthPx, size.heightPx, { fit: 'fill' }).toBuffer();
}

/** The word for the colour that most of a picture has. */
export async function colourWord(picture: Buffer): Promise<string> {
  const { dominant } = await sharp(picture).stats();
  const { r, g, b } = dominant;
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  if (most - least < 40) return most > 170 ? 'white' : most < 70 ? 'black' : 'grey';
  return most === r ? 'red' : most === g ? 'green' : 'blue';
}

function colourOf(prompt: string, of: string, lightness: number): string {
  return `hsl(${numberOf(prompt, of) % 360} 45% ${lightness}%)`;
}

function numberOf(prompt: string, of: string): number {
  return createHash('sha256').update(`${of}:${prompt}`).digest().readUInt32BE(0);
}
