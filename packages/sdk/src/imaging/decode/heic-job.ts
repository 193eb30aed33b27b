import { pathToFileURL } from 'node:url';

/** What the HEIC thread is given. */
export interface HeicJob {
  /** Where `heic-decode` was found. */
  readonly modulePath: string;
  readonly file: Uint8Array;
  /** The size that the header promises; the picture of this size is the one to show. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 3 | 4;
  /** Bytes to leave free in front of the pixels. */
  readonly headerBytes: number;
}

export type HeicReply =
  | { readonly kind: 'done'; readonly bytes: Uint8Array<ArrayBuffer>; readonly widthPx: number; readonly heightPx: number }
  | { readonly kind: 'failed'; readonly stage: 'load' | 'decode'; readonly message: string };

interface HeicImage {
  readonly width: number;
  readonly height: number;
  decode(): Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;
}

/** The part of `heic-decode` that is used. It has no types of its own. */
interface HeicDecode {
  readonly all: (options: { buffer: Uint8Array }) => Promise<readonly HeicImage[] & { readonly dispose: () => void }>;
}

/** Decodes in the calling thread, blocking it. libheif has turned and cropped the result already. */
export async function runHeicJob(job: HeicJob): Promise<HeicReply> {
  let heicDecode: HeicDecode;
  try {
    const module: { default: HeicDecode } = await import(pathToFileURL(job.modulePath).href);
    heicDecode = module.default;
  } catch (error) {
    return { kind: 'failed', stage: 'load', message: String(error) };
  }
  try {
    // heic-decode looks at the major brand alone and knows six; our own reading has already found HEVC inside.
    const file = job.file.slice();
    file.set([0x68, 0x65, 0x69, 0x63], 8);
    const images = await heicDecode.all({ buffer: file });
    const image = images.find(({ width, height }) => width === job.widthPx && height === job.heightPx) ?? images[0];
    if (!image) throw new Error('no picture inside');
    if (image.width * image.height > job.widthPx * job.heightPx) throw new Error('the picture is larger than its header says');
    const { width, height, data } = await image.decode();
    return { kind: 'done', bytes: pack(data, job), widthPx: width, heightPx: height };
  } catch (error) {
    return { kind: 'failed', stage: 'decode', message: error instanceof Error ? error.message : String(error) };
  }
}

/** RGBA as libheif gives it, to the channels wanted, with room in front. */
function pack(rgba: Uint8ClampedArray, { channels, headerBytes }: HeicJob): Uint8Array<ArrayBuffer> {
  const pixels = rgba.length / 4;
  const packed = new Uint8Array(headerBytes + pixels * channels);
  if (channels === 4) {
    packed.set(rgba, headerBytes);
    return packed;
  }
  for (let from = 0, to = headerBytes; from < rgba.length; from += 4, to += 3) {
    packed[to] = rgba[from] ?? 0;
    packed[to + 1] = rgba[from + 1] ?? 0;
    packed[to + 2] = rgba[from + 2] ?? 0;
  }
  return packed;
}
