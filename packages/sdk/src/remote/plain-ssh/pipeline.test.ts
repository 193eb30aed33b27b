import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { pipelined } from './pipeline.ts';

/** Requests that end when they are told to, in any order. */
function requests(total: number) {
  const open: { readonly end: () => void; readonly fail: (error: Error) => void }[] = [];
  let begun = 0;
  const next = async () => {
    if (begun === total) return null;
    begun++;
    return () => new Promise<void>((end, fail) => void open.push({ end, fail }));
  };
  return { open, next, begun: () => begun };
}

it('keeps as many requests on their way as it may, and begins another with each that ends', async () => {
  const { open, next, begun } = requests(10);
  const done = pipelined(3, next);
  await turn();
  expect(begun()).toBe(3);
  // The latest first: answers come in any order.
  for (let ended = 1; ended <= 10; ended++) {
    open.pop()?.end();
    await turn();
    expect([begun(), open.length]).toEqual([Math.min(10, 3 + ended), Math.min(3, 10 - ended)]);
  }
  await done;
});

it('begins nothing more after a failure, and fails with the first once all others have ended', async () => {
  const { open, next, begun } = requests(10);
  let hasEnded = false;
  const done = pipelined(3, next).finally(() => {
    hasEnded = true;
  });
  const failed = expect(done).rejects.toThrow('first');
  await turn();
  open[1]?.fail(new Error('first'));
  await turn();
  open[0]?.fail(new Error('second'));
  await turn();
  expect([begun(), hasEnded]).toEqual([3, false]);
  open[2]?.end();
  await failed;
});
