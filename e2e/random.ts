/** Numbers from 0 up to 1 that are the same for the same seed (Mulberry32): a failed run can be had again. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run: `FORECOURT_TEST_SEED`, or a new one. */
export function seedOfThisRun(): number {
  return Number(process.env.FORECOURT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
}
