import { rgbaToThumbHash } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { placeholderAddress } from './placeholder.ts';

describe('the placeholder of a picture', () => {
  it('is a small picture made from its ThumbHash', () => {
    const pixels = new Uint8Array(8 * 6 * 4).fill(200);
    const hash = Buffer.from(rgbaToThumbHash(8, 6, pixels)).toString('base64');
    expect(placeholderAddress(hash)).toMatch(/^data:image\/png;base64,/);
    expect(placeholderAddress(hash)).toBe(placeholderAddress(hash));
  });

  it('is nothing where there is no hash, or a damaged one', () => {
    expect(placeholderAddress(null)).toBeNull();
    expect(placeholderAddress('%%%')).toBeNull();
    expect(placeholderAddress('AAA=')).toBeNull();
  });
});
