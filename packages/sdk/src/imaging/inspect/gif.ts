import { type AcceptSize, damaged, truncated } from './damage.ts';
import { type Inspection, maximumFramesCounted, maximumParts } from './info.ts';
import { ByteReader, EndOfBytes } from './reader.ts';

const format = 'GIF';
const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;
const graphicControl = 0xf9;

/**
 * Walks the blocks of a GIF (GIF89a specification, appendix B). A decoder gets only what leads to the end of the first frame,
 * so an animation of any length costs one frame.
 */
export function inspectGif(bytes: Uint8Array, acceptSize: AcceptSize): Inspection {
  const reader = new ByteReader(bytes, 'little');
  if (bytes.length < 13) throw truncated(format);
  const widthPx = reader.u16(6);
  const heightPx = reader.u16(8);
  acceptSize(widthPx, heightPx);

  let at = 13 + colourTableBytes(reader.u8(10));
  let hasAlpha = false;
  let frames = 0;
  let firstFrameEnd = 0;
  let ended = false;
  try {
    for (let part = 0; !ended && frames < maximumFramesCounted; part++) {
      if (part > maximumParts) throw damaged(format, 'it has an absurd number of parts');
      const block = reader.u8(at);
      if (block === trailer) {
        ended = true;
        at++;
      } else if (block === extension) {
        if (frames === 0 && reader.u8(at + 1) === graphicControl) hasAlpha ||= (reader.u8(at + 3) & 1) === 1;
        at = skipSubBlocks(reader, at + 2);
      } else if (block === image) {
        if (frames === 0) acceptSize(reader.u16(at + 5), reader.u16(at + 7), 'part');
        at = skipSubBlocks(reader, at + 11 + colourTableBytes(reader.u8(at + 9)));
        frames++;
        if (frames === 1) firstFrameEnd = at;
      } else if (frames > 0) {
        // Junk behind a whole frame: the rest is not the picture.
        break;
      } else {
        throw damaged(format, 'its parts are mixed up');
      }
    }
  } catch (error) {
    if (!(error instanceof EndOfBytes)) throw error;
    if (frames === 0) throw truncated(format, error);
  }
  if (frames === 0) throw damaged(format, 'it holds no picture');
  return {
    type: 'gif',
    storedWidthPx: widthPx,
    storedHeightPx: heightPx,
    orientation: 1,
    bitDepth: 8,
    colour: 'palette',
    hasAlpha,
    hasProfile: false,
    frames,
    animated: frames > 1,
    trailingBytes: ended ? bytes.length - at : 0,
    warnings: [],
    ranges: [[0, firstFrameEnd]],
    suffix: Uint8Array.of(trailer),
    endMissing: false,
    wholeInMemory: true,
  };
}

/** Size of the colour table that a packed field announces: three bytes for each of 2 to 256 colours. */
function colourTableBytes(packed: number): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 0x07) + 1) : 0;
}

function skipSubBlocks(reader: ByteReader, from: number): number {
  let at = from;
  for (let length = reader.u8(at); length !== 0; length = reader.u8(at)) at += length + 1;
  return at + 1;
}
