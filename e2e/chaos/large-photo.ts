import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { redCarPhoto } from '@forecourt/testing';

/** The 12 bytes of the empty last chunk of every PNG (PNG specification, 11.2.5). */
const endBytes = 12;

/**
 * A small picture in a large file: a PNG with a private chunk that every reader passes over (PNG specification, 5.4), filled
 * with bytes that no two seeds share. Uploading costs as for any file of its size, looking into it next to nothing.
 */
export function largePhoto(bytes: number, seed: number): Uint8Array {
  const picture = Buffer.from(redCarPhoto({ widthPx: 64, heightPx: 48 }));
  const head = picture.subarray(0, picture.byteLength - endBytes);
  const body = Buffer.alloc(Math.max(0, bytes - picture.byteLength - 12));
  const block = createHash('sha512').update(String(seed)).digest();
  for (let at = 0; at < body.byteLength; at += block.byteLength) {
    block.copy(body, at);
    block.writeUInt32BE(at, 0);
  }
  const typed = Buffer.concat([Buffer.from('foRc', 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.byteLength);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return new Uint8Array(Buffer.concat([head, length, typed, check, picture.subarray(picture.byteLength - endBytes)]));
}
