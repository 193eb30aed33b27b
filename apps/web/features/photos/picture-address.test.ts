import { describe, expect, it } from 'vitest';
import { fileAddress } from '../../lib/data/pictures.ts';
import { cutoutFileName, previewSourceSet, sharpAddress } from './picture-address.ts';

const asset = { sha256: 'ab'.repeat(32), widthPx: 4032, type: 'image/jpeg' };

describe('the address of a picture', () => {
  it('asks for no more pixels than are shown', () => {
    expect(sharpAddress(asset, 300)).toContain('preview?width=320');
    expect(sharpAddress(asset, 320)).toContain('preview?width=320');
    expect(sharpAddress(asset, 321)).toContain('preview?width=640');
  });

  it('asks for the file only when no preview is sharp enough', () => {
    expect(sharpAddress(asset, 2560)).toContain('preview?width=2560');
    expect(sharpAddress(asset, 2561)).toBe(fileAddress(asset.sha256));
  });

  it('never asks for a file that no browser shows', () => {
    expect(sharpAddress({ ...asset, type: 'image/heic' }, 4000)).toContain('preview?width=2560');
  });

  it('never asks for more pixels than there are', () => {
    expect(sharpAddress({ ...asset, widthPx: 600 }, 5000)).toContain('preview?width=640');
    expect(previewSourceSet({ ...asset, widthPx: 600 })).not.toContain('1280w');
  });

  it('saves under a name that says what it is', () => {
    expect(cutoutFileName('IMG 1.HEIC')).toBe('IMG 1-cutout.png');
    expect(cutoutFileName('no-ending')).toBe('no-ending-cutout.png');
  });
});
