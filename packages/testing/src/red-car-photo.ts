import { crc32, deflateSync } from 'node:zlib';

/**
 * A photo for the tiny model: a red car, much simplified, on grey ground with some texture. PNG, opaque.
 *
 * @param seed another one gives other bytes of the same picture.
 */
export function redCarPhoto({
  widthPx = 320,
  heightPx = 240,
  seed = 1,
}: {
  widthPx?: number;
  heightPx?: number;
  seed?: number;
} = {}): Uint8Array {
  const rows = Buffer.alloc(heightPx * (1 + 3 * widthPx));
  let noise = seed;
  for (let y = 0, to = 0; y < heightPx; y++) {
    rows[to++] = 0;
    for (let x = 0; x < widthPx; x++) {
      // Numerical Recipes' linear congruential generator: the same picture in every run.
      noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
      const grain = noise >>> 28;
      const isCar = isBody(x / widthPx, y / heightPx);
      rows[to++] = isCar ? 215 + grain : 120 + grain;
      rows[to++] = isCar ? 20 + grain : 122 + grain;
      rows[to++] = isCar ? 25 + grain : 126 + grain;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))]),
  );
}

/** A lower box with a cabin on it, places from 0 to 1. */
function isBody(x: number, y: number): boolean {
  const isLower = x > 0.15 && x < 0.85 && y > 0.45 && y < 0.75;
  const isCabin = x > 0.3 && x < 0.68 && y > 0.3 && y <= 0.45;
  return isLower || isCabin;
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
