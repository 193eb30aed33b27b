import { isNode } from './hashes.ts';

/** How fast bytes travel, and how large a chunk should be for that. */
export interface Pace {
  /** Bytes of the next chunk. */
  chunkBytes(): number;
  /** A chunk of so many bytes took so long. */
  chunkTook(bytes: number, ms: number): void;
}

/** What is sent again after a cut, at most: some two seconds' worth. */
const chunkMs = 2000;
const leastBytes = 1 << 18;
const firstBytes = 1 << 20;
/** In Node there is memory for it; on a phone three files at once hold two chunks each. */
const mostBytes = isNode ? 1 << 25 : 1 << 23;

/** Chunks that grow with the speed of the connection, shared by all uploads of an uploader; or always of `fixedBytes`. */
export function createPace(fixedBytes?: number): Pace {
  let next = firstBytes;
  return {
    chunkBytes: () => fixedBytes ?? next,
    chunkTook(bytes, ms) {
      const fitting = (bytes / Math.max(ms, 1)) * chunkMs;
      // A single slow or quick answer does not say much.
      const bounded = Math.min(Math.max(fitting, next / 2), next * 4);
      next = Math.round(Math.min(Math.max(bounded, leastBytes), mostBytes) / leastBytes) * leastBytes;
    },
  };
}

const leastHeldBytes = 1 << 16;
const mostHeldBytes = 1 << 20;

/** Chunks small enough that each is a moment's worth of a speed that is to be kept to. */
export function chunkFor(bytesPerSecond: number | undefined): number | undefined {
  return bytesPerSecond === undefined ? undefined : Math.min(Math.max(Math.floor(bytesPerSecond / 4), leastHeldBytes), mostHeldBytes);
}

/** A moving average over the last seconds. */
const windowMs = 5000;
/** One sample of such a time is enough: a fast road tells of thousands of pieces a second. */
const grainMs = 50;

/** Longer than it takes to hear of a chunk and to begin the next on most lines. */
const hesitationMs = 1000;

interface Sample {
  readonly bytes: number;
  readonly at: number;
}

export interface Speed {
  /** So many bytes of the file have been sent by now. */
  sent(bytes: number, at: number): void;
  /** What was sent before does not count: a new try. */
  restart(at: number): void;
  /** Bytes a second; null until it can be told, 0 once nothing has moved for some seconds. */
  bytesPerSecond(at: number): number | null;
}

export function createSpeed(): Speed {
  let samples: Sample[] = [];
  let last: Sample | undefined;
  let beganAt = Number.POSITIVE_INFINITY;
  return {
    sent(bytes, at) {
      last = { bytes, at };
      const before = samples.at(-1);
      if (before === undefined || at - before.at >= grainMs) samples.push(last);
      while (at - (samples[0]?.at ?? at) > windowMs) samples.shift();
    },
    restart(at) {
      samples = [];
      last = undefined;
      beganAt = at;
    },
    bytesPerSecond(at) {
      if (at - (last?.at ?? beganAt) > windowMs) return 0;
      const [first] = samples;
      if (first === undefined || last === undefined) return null;
      // A line that hesitates is slower with every moment; a moment is no hesitation.
      const until = at - last.at > hesitationMs ? at : last.at;
      if (until - first.at < 200) return null;
      return Math.max(0, ((last.bytes - first.bytes) / (until - first.at)) * 1000);
    },
  };
}
