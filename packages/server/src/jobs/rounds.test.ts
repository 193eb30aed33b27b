import { ForecourtError } from '@forecourt/errors';
import { expect, it } from 'vitest';
import { inRounds } from './rounds.ts';

/** Work that is let go by the test, round by round. */
function gate() {
  const rounds: { readonly items: readonly number[]; finish(): void; fail(error: Error): void }[] = [];
  const work = (items: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => rounds.push({ items, finish: () => resolve(items.map((item) => item * 10)), fail: reject }));
  const round = async (index: number) => {
    while (rounds.length <= index) await new Promise(setImmediate);
    return rounds[index];
  };
  return { work, round };
}

it('does together what was asked for while it was busy, and gives each its own outcome', async () => {
  const { work, round } = gate();
  const ask = inRounds({ work, most: 3 });
  const first = ask(1);
  await round(0);
  const others = Promise.all([2, 3, 4, 5].map(ask));
  (await round(0))?.finish();
  expect(await first).toBe(10);
  expect((await round(1))?.items).toEqual([2, 3, 4]);
  (await round(1))?.finish();
  expect((await round(2))?.items).toEqual([5]);
  (await round(2))?.finish();
  expect(await others).toEqual([20, 30, 40, 50]);
});

it('lets one that is wrong fail alone', async () => {
  const ask = inRounds<number, number>({
    most: 10,
    work: async (items) => {
      if (items.includes(2)) throw new RangeError('two is wrong');
      return items;
    },
  });
  const outcomes = await Promise.allSettled([1, 2, 3].map(ask));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('does not ask a database that is away once for each', async () => {
  let asked = 0;
  const ask = inRounds<number, number>({
    most: 10,
    work: async () => {
      asked++;
      throw new ForecourtError('DATABASE_UNAVAILABLE', 'The database cannot be reached.');
    },
  });
  const outcomes = await Promise.allSettled([1, 2, 3].map(ask));
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(asked).toBe(1);
});
