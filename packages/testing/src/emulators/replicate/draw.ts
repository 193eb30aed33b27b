import sharp from 'sharp';

export type DrawnFormat = 'png' | 'webp' | 'jpg';

export interface Drawing {
  readonly prompt: string;
  readonly seed: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A car before hills, in colours that words and seed decide: the same ones always give the same picture. */
export async function drawCar({ prompt, seed, widthPx, heightPx }: Drawing): Promise<Buffer> {
  const hue = hash(`${prompt}\n${seed}`) % 360;
  const light = 45 + (hash(`${seed}\n${prompt}`) % 20);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 100 75" preserveAspectRatio="none">
    <rect width="100" height="75" fill="hsl(${(hue + 200) % 360},45%,${light + 25}%)"/>
    <path d="M0 48 L22 30 L40 44 L63 22 L100 48 Z" fill="hsl(${(hue + 90) % 360},25%,${light}%)"/>
    <rect y="48" width="100" height="27" fill="hsl(${(hue + 30) % 360},8%,38%)"/>
    <path d="M16 57 L18 50 L32 48 L40 40 L62 40 L71 48 L84 51 L85 57 Z" fill="hsl(${hue},80%,${light}%)"/>
    <path d="M36 47 L42 42 L60 42 L66 47 Z" fill="hsl(210,30%,25%)"/>
    <circle cx="31" cy="58" r="6" fill="#181818"/><circle cx="70" cy="58" r="6" fill="#181818"/>
    <circle cx="31" cy="58" r="3" fill="#c8c8c8"/><circle cx="70" cy="58" r="3" fill="#c8c8c8"/>
  </svg>`;
  return sharp(Buffer.from(svg)).removeAlpha().png().toBuffer();
}

/** Lays a drawing over a picture: as far as `strength` says, and only where a mask is white. */
export async function drawOver(
  picture: Buffer,
  drawing: Omit<Drawing, 'widthPx' | 'heightPx'>,
  { strength, mask }: { readonly strength: number; readonly mask: Buffer | undefined },
): Promise<Buffer> {
  const { data: below, info } = await sharp(picture).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const drawn = await drawCar({ ...drawing, widthPx: info.width, heightPx: info.height });
  const above = await sharp(drawn).raw().toBuffer();
  const white = mask && (await sharp(mask).resize(info.width, info.height, { fit: 'fill' }).greyscale().raw().toBuffer());
  for (let at = 0; at < below.length; at++) {
    const share = strength * (white ? (white[Math.floor(at / 3)] ?? 0) / 255 : 1);
    below[at] = Math.round((below[at] ?? 0) * (1 - share) + (above[at] ?? 0) * share);
  }
  return sharp(below, { raw: { width: info.width, height: info.height, channels: 3 } })
    .png()
    .toBuffer();
}

/** A background remover for pictures of red cars: the rule of the tiny model, place by place. */
export async function cutRedCar(picture: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(picture).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const rgba = Buffer.alloc(4 * info.width * info.height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    const [red = 0, green = 0, blue = 0] = [data[from], data[from + 1], data[from + 2]];
    rgba[to] = red;
    rgba[to + 1] = green;
    rgba[to + 2] = blue;
    rgba[to + 3] = Math.round(255 / (1 + Math.exp(-(24 * red - 12 * green - 12 * blue) / 255 + 8)));
  }
  return sharp(rgba, { raw: { width: info.width, height: info.height, channels: 4 } })
    .png()
    .toBuffer();
}

export async function encodedAs(picture: Buffer, format: DrawnFormat): Promise<Buffer> {
  if (format === 'png') return picture;
  const image = sharp(picture);
  return format === 'webp' ? image.webp({ quality: 90 }).toBuffer() : image.flatten().jpeg({ quality: 90 }).toBuffer();
}

export async function resized(picture: Buffer, by: number): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  return sharp(picture)
    .resize(Math.max(16, width + by), Math.max(16, height + by), { fit: 'fill' })
    .png()
    .toBuffer();
}

/** FNV-1a (RFC draft eastlake-fnv), 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
