import type { ImageWarning } from '../warnings.ts';

/** File types that are decoded. */
export const imageTypes = ['jpeg', 'png', 'webp', 'avif', 'heic', 'tiff', 'gif'] as const;

/** One of the file types that are decoded. */
export type ImageType = (typeof imageTypes)[number];

/** The media type (RFC 6838) of an image type. */
export function mediaTypeOf(type: ImageType): string {
  return `image/${type}`;
}

/** Media types that are decoded, for instance `image/jpeg`. */
export const readableTypes: readonly string[] = imageTypes.map(mediaTypeOf);

/** What a file stores for each pixel, before conversion to sRGB. */
export type ColourModel = 'rgb' | 'grey' | 'palette' | 'cmyk' | 'lab' | 'other';

/** EXIF orientation: 1 is upright, 2 to 8 say how the stored picture has to be turned and mirrored (EXIF 2.32, 4.6.4 A). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What the header of a file says, read without decoding it. */
export interface ImageInfo {
  /** By content; the file's name plays no part. */
  readonly type: ImageType;
  /** For instance `image/jpeg`. */
  readonly mediaType: string;
  /** Width as seen: after orientation. */
  readonly widthPx: number;
  /** Height as seen: after orientation. */
  readonly heightPx: number;
  /** How the stored picture is turned on decoding; 1 where the format turns it by itself (HEIC, AVIF). */
  readonly orientation: Orientation;
  /** Bits of one channel, as stored. */
  readonly bitDepth: number;
  readonly colour: ColourModel;
  /** Whether the format says that some pixels may be transparent. */
  readonly hasAlpha: boolean;
  /** Whether a colour profile (ICC) is embedded. */
  readonly hasProfile: boolean;
  /** Frames or pages; counting ends at 1000. */
  readonly frames: number;
  readonly animated: boolean;
  /** Size of the file. */
  readonly bytes: number;
  /** Bytes after the end of the picture, which are never looked at: a second file, a phone's video, or an attack. */
  readonly trailingBytes: number;
  readonly warnings: readonly ImageWarning[];
}

/** From `start` up to, not including, `end`. */
export type ByteRange = readonly [start: number, end: number];

/** What a format's parser finds: the header, and which bytes a decoder needs to see. */
export interface Inspection {
  readonly type: ImageType;
  /** Size as stored, before orientation. */
  readonly storedWidthPx: number;
  readonly storedHeightPx: number;
  readonly orientation: Orientation;
  readonly bitDepth: number;
  readonly colour: ColourModel;
  readonly hasAlpha: boolean;
  readonly hasProfile: boolean;
  readonly frames: number;
  readonly animated: boolean;
  readonly trailingBytes: number;
  readonly warnings: readonly ImageWarning[];
  /** The parts of the file that a decoder gets, in order; comments, previews and whatever follows the end are left out. */
  readonly ranges: readonly ByteRange[];
  /** Bytes that follow the ranges: the mark of the end, where it was missing. */
  readonly suffix?: Uint8Array;
  /** Whether the mark of the end was missing, so that damage found on decoding means that the file was cut. */
  readonly endMissing: boolean;
  /** Whether a decoder has to hold the whole picture in coefficients or samples besides its result. */
  readonly wholeInMemory: boolean;
}

/** Frames are counted up to here; more than this is nobody's picture. */
export const maximumFramesCounted = 1000;

/** More parts than this in one file are an attack: a PNG of 64 MB in the customary 8 KB pieces has 8,000. */
export const maximumParts = 100_000;

/** Collects ranges and joins those that touch, so that an ordinary file stays one range and is not copied. */
export class RangeList {
  readonly ranges: [number, number][] = [];

  add(start: number, end: number): void {
    const last = this.ranges.at(-1);
    if (last && last[1] === start) last[1] = end;
    else if (end > start) this.ranges.push([start, end]);
  }
}
