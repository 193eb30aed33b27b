/** What a TIFF header around bare pixels says about them. */
export interface RawTiff {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 3 | 4;
  readonly profile: Uint8Array;
}

const entries = 11;
const directoryBytes = 2 + entries * 12 + 4;
const bitsAt = 8 + directoryBytes;
const profileAt = bitsAt + 8;

/** Bytes of the header that {@link writeRawTiffHeader} puts in front of the pixels. */
export function rawTiffHeaderBytes(profile: Uint8Array): number {
  return profileAt + profile.length + (profile.length % 2);
}

/**
 * Makes an uncompressed TIFF (TIFF 6.0) of interleaved 8-bit pixels, in place: `bytes` holds room for the header, then the pixels.
 * This is how a colour profile travels with bare pixels to sharp, which takes none with raw input; not a byte of the picture is copied.
 */
export function writeRawTiffHeader(bytes: Uint8Array, { widthPx, heightPx, channels, profile }: RawTiff): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = rawTiffHeaderBytes(profile);
  const [short, long, undefinedBytes] = [3, 4, 7];
  const fields: [tag: number, type: number, count: number, value: number][] = [
    [256, long, 1, widthPx],
    [257, long, 1, heightPx],
    [258, short, channels, bitsAt],
    [259, short, 1, 1],
    [262, short, 1, 2],
    [273, long, 1, headerBytes],
    [277, short, 1, channels],
    [278, long, 1, heightPx],
    [279, long, 1, widthPx * heightPx * channels],
    // ExtraSamples 2: straight alpha.
    channels === 4 ? [338, short, 1, 2] : [284, short, 1, 1],
    [34675, undefinedBytes, profile.length, profileAt],
  ];
  fields.sort(([left], [right]) => left - right);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, entries, true);
  for (const [index, [tag, type, count, value]] of fields.entries()) {
    const at = 10 + index * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, value, true);
  }
  view.setUint32(10 + entries * 12, 0, true);
  for (let channel = 0; channel < 4; channel++) view.setUint16(bitsAt + channel * 2, 8, true);
  bytes.set(profile, profileAt);
}
