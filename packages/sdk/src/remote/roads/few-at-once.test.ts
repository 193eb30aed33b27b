import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewAtOnce } from './few-at-once.ts';

describe('few at once', () => {
  it('begin in the order of asking, never more at a time than they may, and all of them come to an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(4), { maxLength: 30 }), async (most, turns) => {
        const begun: number[] = [];
        let [asked, running, mostSeen] = [0, 0, 0];
        const make = fewAtOnce(most, async () => {
          const number = begun.push(asked) - 1;
          mostSeen = Math.max(mostSeen, ++running);
          for (let turn = 0; turn < (turns[number] ?? 0); turn++) await Promise.resolve();
          running--;
          return number;
        });
        const made = await Promise.all(
          turns.map((_, index) => {
            asked = index;
            return make();
          }),
        );
        expect(made).toEqual(turns.map((_, index) => index));
        expect(mostSeen).toBeLessThanOrEqual(most);
      }),
      { numRuns: 1000 },
    );
  });

  it('tell those that wait of a failure, and go on with who asks afterwards', async () => {
    const failed = new Error('nobody is there');
    const first = Promise.withResolvers<string>();
    let tries = 0;
    const make = fewAtOnce(1, () => {
      tries++;
      return tries === 1 ? first.promise : Promise.resolve('there');
    });
    const outcomes = Promise.allSettled([make(), make(), make()]);
    first.reject(failed);
    expect((await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([failed, failed, failed]);
    expect([await make(), tries]).toEqual(['there', 2]);
  });
});
