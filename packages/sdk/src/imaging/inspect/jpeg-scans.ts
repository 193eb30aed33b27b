import { damaged } from './damage.ts';

/**
 * A progressive JPEG may send as many passes as it likes, and each costs a walk over the whole picture. Encoders use 10 or so,
 * the most thorough ones some 60; libvips stops at 100 as well.
 */
const maximumScans = 100;

/** Keeps the account of the passes (scans) of a JPEG: how many, and which coefficients have arrived in full. */
export class JpegScans {
  count = 0;
  /** Component identifier → bit n is set when coefficient n (of 64) was sent to its last bit; kept as two halves of 32. */
  readonly #sent = new Map<number, [low: number, high: number]>();

  /** Takes the payload of an SOS segment (T.81, B.2.3). */
  begin(header: Uint8Array): void {
    this.count++;
    if (this.count > maximumScans) throw damaged('JPEG', `it has more than ${maximumScans} passes`);
    const components = header[0] ?? 0;
    const [first = 0, last = 63, approximation = 0] = header.subarray(1 + components * 2);
    // The lower half byte is the number of bits still to come in later passes.
    if ((approximation & 0x0f) !== 0) return;
    for (let index = 0; index < components; index++) {
      const identifier = header[1 + index * 2];
      if (identifier === undefined) return;
      const [low, high] = this.#sent.get(identifier) ?? [0, 0];
      const [lowMask, highMask] = maskOf(first, Math.min(last, 63));
      this.#sent.set(identifier, [low | lowMask, high | highMask]);
    }
  }

  /** Whether all 64 coefficients of so many components have arrived. Only a progressive JPEG can lack some. */
  complete(components: number): boolean {
    const full = [...this.#sent.values()].filter(([low, high]) => low === -1 && high === -1);
    return full.length >= components;
  }
}

function maskOf(first: number, last: number): [number, number] {
  let low = 0;
  let high = 0;
  for (let bit = first; bit <= last; bit++) {
    if (bit < 32) low |= 1 << bit;
    else high |= 1 << (bit - 32);
  }
  return [low, high];
}
