import type { ImageWarning } from '../warnings.ts';
import type { Orientation } from './info.ts';
import { ByteReader, EndOfBytes } from './reader.ts';

/** What EXIF says about orientation, and what was wrong with it. */
export interface ExifResult {
  readonly orientation: Orientation;
  readonly warnings: readonly ImageWarning[];
}

const orientationTag = 0x0112;
/** EXIF 2.32 has some 80 tags for IFD0; a count beyond this is damage, not a directory. */
const maximumEntries = 1000;

/** The orientation of a number out of a file: 1 to 8 as they are, 0 (unset) as upright, all else as upright with a warning. */
export function orientationOf(value: number): ExifResult {
  if (Number.isInteger(value) && value >= 1 && value <= 8) return { orientation: value as Orientation, warnings: [] };
  if (value === 0) return { orientation: 1, warnings: [] };
  const message = `Its orientation is ${value}, which does not exist; it was taken as upright.`;
  return { orientation: 1, warnings: [{ code: 'ORIENTATION_INVALID', message }] };
}

/**
 * Reads the orientation out of an EXIF block (which starts with a TIFF header, perhaps after `Exif\0\0`).
 * Nothing else is read: not the place, not the preview. Damaged EXIF is ignored with a warning, never an error.
 */
export function readExifOrientation(block: Uint8Array): ExifResult {
  try {
    const marked = new ByteReader(block).text(0, 6) === 'Exif\0\0';
    const tiff = marked ? block.subarray(6) : block;
    const order = new ByteReader(tiff).text(0, 2);
    if (order !== 'II' && order !== 'MM') return ignored();
    const reader = new ByteReader(tiff, order === 'II' ? 'little' : 'big');
    if (reader.u16(2) !== 42) return ignored();
    const directory = reader.u32(4);
    const entries = reader.u16(directory);
    if (entries > maximumEntries) return ignored();
    for (let index = 0; index < entries; index++) {
      const entry = directory + 2 + index * 12;
      if (reader.u16(entry) !== orientationTag) continue;
      // Type 3 is SHORT; some writers use LONG (4), whose value fills the field.
      return orientationOf(reader.u16(entry + 2) === 4 ? reader.u32(entry + 8) : reader.u16(entry + 8));
    }
    return { orientation: 1, warnings: [] };
  } catch (error) {
    if (error instanceof EndOfBytes) return ignored();
    throw error;
  }
}

function ignored(): ExifResult {
  const message = 'Its camera data (EXIF) is damaged and was ignored, so it may lie on its side.';
  return { orientation: 1, warnings: [{ code: 'METADATA_IGNORED', message }] };
}
