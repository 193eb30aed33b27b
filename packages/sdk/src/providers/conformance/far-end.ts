import { expect } from './expect.ts';

/** The service that a provider asks over a wire, as a test sees it: an emulator of it. */
export interface FarEnd {
  /** How many requests that make something have come in all. */
  received(): number;
  /**
   * Leaves the next request that makes something without an answer.
   *
   * @returns when it has come, and when whoever sent it has given it up
   */
  hold(): { readonly arrived: Promise<void>; readonly left: Promise<void> };
}

/** Nothing may be sent, nor paid, for what is refused. */
export async function sendsNothing(farEnd: FarEnd | undefined, refusal: () => Promise<void>): Promise<void> {
  const before = farEnd?.received();
  await refusal();
  expect(before === farEnd?.received(), 'nothing is sent for what is refused');
}
